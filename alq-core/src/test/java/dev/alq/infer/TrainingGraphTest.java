package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A packed network, written, read and run, answers as the network it was made from. */
class TrainingGraphTest {

  private static final long SEED = 31_415L;
  private static final float RELATIVE_TOLERANCE = 1e-4f;

  @TempDir Path folder;

  @Test
  void aResidualNetwork() throws IOException {
    Layer body =
        Sequential.of(
            "body",
            Conv2d.withoutBias("block.conv1", 7, 9, 3, 2, 1, SEED),
            norm("block.bn1", 9),
            new Relu("block.relu"),
            Conv2d.withoutBias("block.conv2", 9, 9, 3, 1, 1, SEED),
            norm("block.bn2", 9));
    Layer shortcut =
        Sequential.of(
            "shortcut",
            Conv2d.withoutBias("block.down", 7, 9, 1, 2, 0, SEED),
            norm("block.bn3", 9));
    Layer network =
        Sequential.of(
            "network",
            Conv2d.withoutBias("conv1", 3, 7, 3, 1, 1, SEED),
            norm("bn1", 7),
            new Relu("relu"),
            new MaxPool("pool", 3, 2, 1),
            new Residual("block", body, shortcut),
            new Relu("relu"),
            new GlobalAveragePool("mean"),
            Linear.create("fc", 9, 10, SEED));
    Map<String, Grouping> groupings =
        Map.of(
            "conv1.weight", new Grouping.Channelwise(),
            "block.conv1.weight", new Grouping.Pixelwise(),
            "block.conv2.weight", new Grouping.Pixelwise(),
            "block.down.weight", new Grouping.Pixelwise(),
            "fc.weight", new Grouping.Subchannelwise(3));
    compare(network, quantize(network, groupings), Shape.of(13, 11, 3));
  }

  @Test
  void aPlainNetworkQuantizedInPart() throws IOException {
    Layer network =
        Sequential.of(
            "network",
            Conv2d.create("conv1", 1, 6, 5, 1, 0, SEED),
            new MaxPool("pool1", 2, 2, 0),
            new Relu("relu1"),
            Conv2d.create("conv2", 6, 8, 3, 1, 0, SEED),
            new MaxPool("pool2", 2, 2, 0),
            new Relu("relu2"),
            new Flatten("flatten"),
            Linear.create("fc1", 32, 20, SEED),
            new Relu("relu3"),
            Linear.create("fc2", 20, 10, SEED));
    Map<String, Grouping> groupings =
        Map.of("conv2.weight", new Grouping.Kernelwise(), "fc1.weight", new Grouping.Channelwise());
    compare(network, quantize(network, groupings), Shape.of(18, 18, 1));
    compare(network, Map.of(), Shape.of(18, 18, 1));
  }

  private void compare(Layer network, Map<String, MultiBitTensor> quantized, Shape image)
      throws IOException {
    int channels = image.dimension(2);
    List<Float> ones = List.of(1f, 1f, 1f).subList(0, channels);
    Preprocessing preprocessing =
        new Preprocessing(
            image.dimension(0),
            image.dimension(1),
            new Normalization(ones, ones),
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    PackedModel model =
        Packer.pack(network, quantized, preprocessing, new Provenance("", "", SEED, ""));
    Path file = folder.resolve("model");
    PackedModelFile.write(model, file);
    Tensor images = Tensor.zeros(Shape.of(6, image.dimension(0), image.dimension(1), channels));
    fill(images, 1, "images");
    try (Engine engine = Engine.start(2);
        InferenceSession session = InferenceSession.of(PackedModelFile.read(file), engine);
        Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      Tensor expected = network.forward(tape, tape.constant(images.copy())).value();
      requireClose(expected, session.logits(images));
    }
  }

  private static void requireClose(Tensor expected, Tensor actual) {
    assertEquals(expected.shape(), actual.shape());
    int classes = expected.shape().dimension(1);
    for (int n = 0; n < expected.shape().dimension(0); n++) {
      float largest = 0;
      for (int k = 0; k < classes; k++) {
        largest = Math.max(largest, Math.abs(expected.data()[n * classes + k]));
      }
      for (int k = 0; k < classes; k++) {
        assertEquals(
            expected.data()[n * classes + k],
            actual.data()[n * classes + k],
            RELATIVE_TOLERANCE * largest,
            "seed " + SEED + ", row " + n + ", class " + k);
      }
    }
  }

  /** Gives weights random multi-bit values and returns them. */
  private static Map<String, MultiBitTensor> quantize(
      Layer network, Map<String, Grouping> groupings) {
    Map<String, MultiBitTensor> quantized = new HashMap<>();
    for (Parameter parameter : network.parameters()) {
      Grouping grouping = groupings.get(parameter.name());
      if (grouping != null) {
        MultiBitTensor weights = random(parameter.shape(), grouping, parameter.name());
        weights.reconstruct(parameter.value().data());
        quantized.put(parameter.name(), weights);
      }
    }
    assertEquals(groupings.size(), quantized.size());
    return quantized;
  }

  private static MultiBitTensor random(Shape shape, Grouping grouping, String name) {
    SplittableRandom random = new SplittableRandom(Seeds.derive(SEED, name));
    MultiBitTensor weights = new MultiBitTensor(shape, grouping, 4);
    for (int g = 0; g < weights.layout().groups(); g++) {
      float[] alpha = new float[random.nextInt(weights.maxBitwidth() + 1)];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = (float) random.nextDouble() / 8;
      }
      byte[] codes = new byte[weights.layout().size()];
      for (int j = 0; j < codes.length; j++) {
        codes[j] = (byte) random.nextInt(1 << alpha.length);
      }
      weights.setGroup(g, alpha, codes);
    }
    return weights;
  }

  /** A batch normalisation that has seen data. */
  private static BatchNorm norm(String name, int channels) {
    BatchNorm norm = BatchNorm.create(name, channels);
    fill(norm.scale().value(), 1, name + "scale");
    fill(norm.shift().value(), 0.5, name + "shift");
    fill(norm.runningMean(), 0.5, name + "mean");
    fill(norm.runningVariance(), 1, name + "variance");
    for (int c = 0; c < channels; c++) {
      float v = norm.runningVariance().data()[c];
      norm.runningVariance().data()[c] = 0.1f + v * v;
    }
    return norm;
  }

  private static void fill(Tensor tensor, double deviation, String name) {
    SplittableRandom random = new SplittableRandom(Seeds.derive(SEED, name));
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (deviation * random.nextGaussian());
    }
  }
}
