package dev.alq.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.alq.activation.ActivationPlan;
import dev.alq.activation.ActivationQuantizer;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.kernel.Engine;
import dev.alq.models.LeNet5;
import dev.alq.models.ResNet;
import dev.alq.models.VggSmall;
import dev.alq.models.exchange.OnnxExport;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxExportPeerTest {

  private static final int BATCH = 3;
  private static final int CLASSES = 10;

  @TempDir Path folder;

  @Test
  void onnxRuntimeComputesTheSameLogits() throws IOException, OrtException {
    assertSame(LeNet5.create(1), 28, 1);
    assertSame(VggSmall.create(0.25, 1), 32, 3);
    assertSame(ResNet.resnet18(CLASSES, 1), 64, 3);
    assertSame(ResNet.resnet34(CLASSES, 1), 64, 3);
  }

  /**
   * Networks of few activations: a number so near to a threshold that another order of the sums in
   * front of it moves it across would change the logits visibly.
   */
  @Test
  void quantizedActivationsGoTheSameWay() throws IOException, OrtException {
    for (int bits : new int[] {1, 2, 8}) {
      assertSame(quantized(LeNet5.create(1), bits), 28, 1);
      assertSame(quantized(residual(), bits), 12, 3);
    }
  }

  private static Layer quantized(Layer network, int bits) {
    Layer quantized = ActivationPlan.ofBits(bits).apply(network);
    List<ActivationQuantizer> quantizers = ActivationQuantizer.of(quantized);
    assertFalse(quantizers.isEmpty(), network.name());
    quantizers.forEach(ActivationQuantizer::activate);
    return quantized;
  }

  private static Layer residual() {
    Sequential body =
        Sequential.of(
            "body",
            Conv2d.create("conv2", 6, 6, 3, 1, 1, 3),
            BatchNorm.create("bn2", 6),
            new Relu("relu2"),
            Conv2d.create("conv3", 6, 6, 3, 1, 1, 3));
    return Sequential.of(
        "residual",
        Conv2d.create("conv1", 3, 6, 3, 2, 1, 3),
        BatchNorm.create("bn1", 6),
        new Relu("relu1"),
        new Residual("block", body, Sequential.of("shortcut")),
        new Relu("relu3"),
        new GlobalAveragePool("pool"),
        Linear.create("fc", 6, CLASSES, 3));
  }

  private void assertSame(Layer network, int side, int channels) throws IOException, OrtException {
    warmUp(network, side, channels);
    Tensor images = images(Shape.of(BATCH, side, side, channels), 2);
    float[] expected = own(network, images, Pass.EVALUATION);
    Path file = folder.resolve(network.name() + ".onnx");
    Normalization plain =
        new Normalization(Collections.nCopies(channels, 0f), Collections.nCopies(channels, 1f));
    List<String> classes = Collections.nCopies(CLASSES, "class");
    OnnxExport.write(network, new Preprocessing(side, side, plain, classes), file);
    float[] actual = foreign(file, images);
    assertEquals(expected.length, actual.length);
    for (int row = 0; row < BATCH; row++) {
      float largest = 0;
      for (int c = 0; c < CLASSES; c++) {
        largest = Math.max(largest, Math.abs(expected[row * CLASSES + c]));
      }
      for (int i = row * CLASSES; i < (row + 1) * CLASSES; i++) {
        assertEquals(expected[i], actual[i], 1e-4f * largest, network.name() + " logit " + i);
      }
    }
  }

  /** A training pass gives batch normalisations statistics of their own. */
  private static void warmUp(Layer network, int side, int channels) {
    own(network, images(Shape.of(8, side, side, channels), 1), Pass.TRAINING);
  }

  private static Tensor images(Shape shape, long seed) {
    Tensor images = Tensor.zeros(shape);
    SplittableRandom random = Seeds.generator(seed);
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) random.nextDouble(-1, 1);
    }
    return images;
  }

  private static float[] own(Layer network, Tensor images, Pass pass) {
    try (Engine engine = Engine.start(1);
        Tape tape = new Tape(new Workspace(engine), pass)) {
      return network.forward(tape, tape.constant(images)).value().data().clone();
    }
  }

  private static float[] foreign(Path file, Tensor images) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Shape shape = images.shape();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment,
                FloatBuffer.wrap(Layouts.channelFirst(images.data(), shape)),
                Layouts.channelFirst(shape));
        OrtSession.Result result = session.run(Map.of(OnnxExport.INPUT, input))) {
      FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] values = new float[logits.remaining()];
      logits.get(values);
      return values;
    }
  }
}
