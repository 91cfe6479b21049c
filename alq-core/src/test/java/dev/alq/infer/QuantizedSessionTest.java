package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationPlan;
import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.WinogradFiltering;
import dev.alq.multibit.ActivationLevels;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network with quantized activations, packed, written and read, beside the one it was. */
class QuantizedSessionTest {

  private static final long SEED = 27_182L;
  private static final int SIDE = 8;
  private static final int CHANNELS = 40;

  @TempDir Path folder;

  /** On which Winograd's filtering would be the faster way for the layers below. */
  @AutoClose
  private final Engine engine =
      Engine.start(2, KernelChoice.kernels(), ConvolutionMethod.WINOGRAD_WHERE_FASTER);

  private static Tensor images(int count, int channels, String name) {
    SplittableRandom random = new SplittableRandom(Seeds.derive(SEED, name));
    Tensor images = Tensor.zeros(Shape.of(count, SIDE, SIDE, channels));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** Lets the quantizers and batch normalisations of a network see data. */
  private Layer settled(Layer network, int channels) {
    ActivationQuantizer.of(network).forEach(ActivationQuantizer::activate);
    for (int batch = 0; batch < 3; batch++) {
      try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
        network.forward(tape, tape.constant(images(20, channels, "batch" + batch)));
      }
    }
    return network;
  }

  private Tensor graph(Layer network, Tensor images) {
    Workspace workspace = new Workspace(engine.withConvolutions(ConvolutionMethod.DIRECT));
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().copy();
    }
  }

  private Tensor session(Layer network, Tensor images) throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(pack(network, images), file);
    try (InferenceSession session = InferenceSession.of(PackedModelFile.read(file), engine)) {
      return session.logits(images);
    }
  }

  private PackedModel pack(Layer network, Tensor images) {
    int channels = images.shape().dimension(3);
    int outputs = graph(network, images).shape().dimension(1);
    List<Float> ones = IntStream.range(0, channels).mapToObj(_ -> 1f).toList();
    Preprocessing preprocessing =
        new Preprocessing(
            SIDE,
            SIDE,
            new Normalization(ones, ones),
            IntStream.range(0, outputs).mapToObj(Integer::toString).toList());
    return Packer.pack(network, Map.of(), preprocessing, new Provenance("", "", SEED, ""));
  }

  /**
   * From the same input codes come the same output codes, but where a pre-activation is closer to a
   * threshold than its rounding: a rounding for each term of the sum, twice, of the sum of absolute
   * terms.
   */
  @ParameterizedTest
  @CsvSource({"1, TIED", "2, TIED", "4, TIED", "8, TIED", "1, FREE", "2, FREE"})
  void sameInputCodesGiveTheSameOutputCodes(int bits, Reference reference) throws IOException {
    Conv2d conv = Conv2d.withoutBias("conv", CHANNELS, CHANNELS, 3, 1, 1, SEED);
    BatchNorm norm = BatchNorm.create("norm", CHANNELS);
    ActivationQuantizer quantizer = new ActivationQuantizer("relu", bits, reference);
    Flatten flatten = new Flatten("flatten");
    Layer block = settled(Sequential.of("block", conv, norm, quantizer, flatten), CHANNELS);
    ActivationLevels levels = Objects.requireNonNull(quantizer.levels());
    Tensor input = images(5, CHANNELS, "input");
    levels.quantize(engine.kernels().activations(), input.data(), input.data(), 0, input.size());
    float[] expected = graph(block, input).data();
    float[] actual = session(block, input).data();
    float[] before = graph(Sequential.of("before", conv, norm, flatten), input).data();
    float[] bounds = roundings(conv, norm, flatten, input);
    for (int i = 0; i < expected.length; i++) {
      String what = bits + " bits, pre-activation " + before[i] + ", seed " + SEED;
      assertEquals(levels.level(levels.rank(actual[i])), actual[i], what);
      if (expected[i] != actual[i]) {
        int rank = Math.min(levels.rank(expected[i]), levels.rank(actual[i]));
        assertEquals(rank + 1, Math.max(levels.rank(expected[i]), levels.rank(actual[i])), what);
        assertEquals(levels.threshold(rank), before[i], bounds[i], what);
      }
    }
  }

  private float[] roundings(Conv2d conv, BatchNorm norm, Flatten flatten, Tensor input) {
    Tensor magnitudes = input.copy();
    absolute(magnitudes);
    Conv2d positive = Conv2d.withoutBias("conv", CHANNELS, CHANNELS, 3, 1, 1, SEED);
    positive.weights().value().copyFrom(conv.weights().value());
    absolute(positive.weights().value());
    float[] sums = graph(Sequential.of("sums", positive, flatten), magnitudes).data();
    double terms = 2 * (9.0 * CHANNELS + 3);
    int pixels = SIDE * SIDE;
    for (int i = 0; i < sums.length; i++) {
      int c = i / pixels % CHANNELS;
      double scale =
          norm.scale().value().data()[c]
              / Math.sqrt(norm.runningVariance().data()[c] + norm.rule().epsilon());
      double shift = Math.abs(norm.runningMean().data()[c] * scale);
      sums[i] = (float) (terms * 0x1p-24 * (Math.abs(scale) * sums[i] + shift));
    }
    return sums;
  }

  private static void absolute(Tensor tensor) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = Math.abs(tensor.data()[i]);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void wholeNetworksAgree(int bits) throws IOException {
    Layer body =
        Sequential.of(
            "body",
            Conv2d.withoutBias("conv2", CHANNELS, CHANNELS, 3, 1, 1, SEED),
            BatchNorm.create("norm2", CHANNELS),
            new Relu("relu2"),
            Conv2d.withoutBias("conv3", CHANNELS, CHANNELS, 3, 1, 1, SEED),
            BatchNorm.create("norm3", CHANNELS));
    Layer network =
        Sequential.of(
            "network",
            Conv2d.withoutBias("conv1", 3, CHANNELS, 3, 1, 1, SEED),
            BatchNorm.create("norm1", CHANNELS),
            new Relu("relu1"),
            new Residual("block", body, Sequential.of("identity")),
            new Relu("relu"),
            new MaxPool("pool", 2, 2, 0),
            new GlobalAveragePool("mean"),
            Linear.create("fc", CHANNELS, 10, SEED));
    Layer quantized = settled(ActivationPlan.ofBits(bits).apply(network), 3);
    Tensor images = images(500, 3, "test");
    Tensor expected = graph(quantized, images);
    Tensor actual = session(quantized, images);
    int same = 0;
    for (int n = 0; n < 500; n++) {
      same += best(expected, n) == best(actual, n) ? 1 : 0;
    }
    assertTrue(same == 500, bits + " bits: " + same + " of 500, seed " + SEED);
  }

  private static int best(Tensor logits, int row) {
    return IntStream.range(0, 10)
        .reduce((a, b) -> logits.data()[10 * row + b] > logits.data()[10 * row + a] ? b : a)
        .orElseThrow();
  }

  /** Whatever the engine does with other networks. */
  @Test
  void convolutionsAreDirect() {
    int channels = engine.kernels().winograd(WinogradFiltering.F4X3).fewestChannels();
    Layer plain =
        Sequential.of(
            "plain",
            Conv2d.withoutBias("conv", channels, channels, 3, 1, 1, SEED),
            new Flatten("flatten"));
    Layer quantized =
        settled(
            Sequential.of("quantized", plain, new ActivationQuantizer("relu", 8, Reference.TIED)),
            channels);
    Tensor images = images(5, channels, "test");
    Engine direct = engine.withConvolutions(ConvolutionMethod.DIRECT);
    assertArrayEquals(on(direct, quantized, images), on(engine, quantized, images));
    assertFalse(
        Arrays.equals(on(direct, plain, images), on(engine, plain, images)),
        "this test would not notice Winograd's filtering");
  }

  private float[] on(Engine which, Layer network, Tensor images) {
    try (InferenceSession session = InferenceSession.of(pack(network, images), which)) {
      return session.logits(images).data();
    }
  }
}
