package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Losses;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.models.GoldenNetwork.Figures;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The networks as shipped against the reference figures: a training pass, the running statistics
 * after it, and an evaluation with those.
 *
 * <p>Gradients jump where a ReLU's input is zero or two maxima of a pool are equal. In double
 * precision the decisions of ResNet18 are at least 6 times as far from a tie as the error of a
 * float32 engine there, so all its gradients are compared closely. In the VGG a few are nearer than
 * that error (the nearest at 2e-7, with errors of 2e-6), the last of them in the pool behind conv6.
 * What lies behind that pool is compared closely. In front of it each decision that falls
 * differently moves one of some 16,000 to 260,000 terms of the gradient, which comes to about a
 * hundredth.
 */
class GoldenNetworksTest {

  /**
   * How far from the figures a tensor may be. If every element is off by ε of the root mean square,
   * at random, the norm is off by far less, the sum by about ε of the norm, and a sample by a few
   * ε.
   *
   * @param l2 error of the norm, relative to it
   * @param sum error of the sum beyond that, relative to the norm
   * @param sample error of an element, relative to the root mean square
   */
  private record Tolerance(double l2, double sum, double sample) {}

  private static final Tolerance SHALLOW = new Tolerance(1e-5, 1e-5, 1e-5);
  private static final Tolerance DEEP = new Tolerance(2e-5, 1e-3, 1e-3);
  private static final Tolerance WITH_TIES = new Tolerance(5e-3, 0.2, 0.2);
  private static final Tolerance STATISTICS = new Tolerance(2e-6, 1e-4, 1e-4);

  private static final double LOSS = 1e-5;

  /** Error of a gradient that is zero in theory, relative to an element of the layer's weights. */
  private static final double ZERO = 2e-5;

  /** Below this, the norm of a gradient in double precision is that of rounding errors. */
  private static final double ZERO_NORM = 1e-10;

  /** The file numbers the VGG's layers; those that are not listed have no tensors. */
  private static final Map<String, String> VGG_NAMES = vggNames();

  @AutoClose
  private final Engine engine = Engine.start(2, KernelChoice.kernels(), ConvolutionMethod.DIRECT);

  @Test
  void lenet5FollowsTheReference() {
    GoldenNetwork golden = new GoldenNetwork("lenet5", GoldenNetworksTest::lenetName);
    check(golden, LeNet5.create(1), 1e-5, _ -> SHALLOW);
  }

  @Test
  void vggFollowsTheReference() {
    List<String> inFrontOfTies =
        List.of(
            "conv1", "conv2", "conv3", "conv4", "conv5", "conv6", "bn1", "bn2", "bn3", "bn4",
            "bn5");
    check(
        new GoldenNetwork("vgg-small", GoldenNetworksTest::vggName),
        VggSmall.create(1),
        2e-4,
        name -> inFrontOfTies.contains(layerOf(name)) ? WITH_TIES : DEEP);
  }

  @Test
  void resnetFollowsTheReference() {
    check(
        new GoldenNetwork("resnet18", GoldenNetworksTest::resnetName),
        ResNet.resnet18(1000, 1),
        1e-4,
        _ -> DEEP);
  }

  /**
   * Compares all there is.
   *
   * @param logits error of the logits, relative to their root mean square
   * @param tolerance of a gradient, by the name of its parameter
   */
  private void check(
      GoldenNetwork golden, Layer network, double logits, Function<String, Tolerance> tolerance) {
    Tensor images = golden.draw(network);
    Workspace workspace = new Workspace(engine);
    try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
      Variable output = network.forward(tape, tape.constant(images));
      assertFirstLogits(golden.trainingLogits(), output.value(), logits, "training logits");
      Variable loss = Losses.crossEntropy(tape, output, golden.labels());
      assertEquals(golden.loss(), loss.value().data()[0], LOSS * golden.loss(), "loss");
      tape.backward(loss);
    }
    checkGradients(golden.gradients(), network, tolerance);
    checkStatistics(golden.runningStatistics(), network);
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      Variable output = network.forward(tape, tape.constant(images));
      assertFirstLogits(golden.evaluationLogits(), output.value(), logits, "evaluation logits");
    }
  }

  private static void checkGradients(
      Map<String, Figures> expected, Layer network, Function<String, Tolerance> tolerance) {
    List<Parameter> parameters = network.parameters();
    assertEquals(expected.size(), parameters.size());
    for (Parameter parameter : parameters) {
      String name = parameter.name();
      Tensor gradient = parameter.gradient();
      assertNotNull(gradient, name);
      Figures figures = figures(expected, name);
      if (figures.l2() < ZERO_NORM) {
        double scale = figures(expected, layerOf(name) + ".weight").rms();
        for (float element : gradient.data()) {
          assertEquals(0, element, ZERO * scale, name);
        }
      } else {
        assertFollows(figures, gradient, tolerance.apply(name), name);
      }
    }
  }

  private static void checkStatistics(Map<String, Figures> expected, Layer network) {
    assertEquals(expected.keySet(), network.buffers().keySet());
    network
        .buffers()
        .forEach(
            (name, tensor) -> assertFollows(figures(expected, name), tensor, STATISTICS, name));
  }

  private static Figures figures(Map<String, Figures> all, String name) {
    Figures figures = all.get(name);
    assertNotNull(figures, name);
    return figures;
  }

  private static void assertFollows(
      Figures expected, Tensor actual, Tolerance tolerance, String name) {
    assertEquals(expected.n(), actual.size(), name);
    double sum = 0;
    double squares = 0;
    for (float element : actual.data()) {
      sum += element;
      squares += (double) element * element;
    }
    double l2 = expected.l2();
    assertEquals(l2, Math.sqrt(squares), tolerance.l2 * l2, name + " l2");
    assertEquals(
        expected.sum(),
        sum,
        tolerance.sum * l2 + tolerance.l2 * Math.abs(expected.sum()),
        name + " sum");
    assertTrue(expected.samples().size() > 1, name);
    expected
        .samples()
        .forEach((index, sample) ->
            assertEquals(
                sample,
                actual.data()[GoldenNetwork.place(index, actual.shape())],
                tolerance.sample * expected.rms(),
                name + "[" + index + "]"));
  }

  private static void assertFirstLogits(
      double[] expected, Tensor logits, double relative, String what) {
    double squares = 0;
    for (double logit : expected) {
      squares += logit * logit;
    }
    double tolerance = relative * Math.sqrt(squares / expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], logits.data()[i], tolerance, what + "[" + i + "]");
    }
  }

  private static String layerOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /** The file says c1 and f1. */
  private static String lenetName(String name) {
    return name.replaceFirst("^c", "conv").replaceFirst("^f", "fc");
  }

  private static String vggName(String name) {
    String layer = VGG_NAMES.get(layerOf(name));
    assertNotNull(layer, name);
    return layer + name.substring(name.lastIndexOf('.'));
  }

  private static Map<String, String> vggNames() {
    Map<String, String> names = new HashMap<>();
    int[] convolutions = {0, 3, 7, 10, 14, 17};
    int[] norms = {1, 5, 8, 12, 15, 19, 23, 26};
    int[] linears = {22, 25, 28};
    put(names, convolutions, "conv");
    put(names, norms, "bn");
    put(names, linears, "fc");
    return names;
  }

  private static void put(Map<String, String> names, int[] numbers, String kind) {
    for (int i = 0; i < numbers.length; i++) {
      names.put(String.valueOf(numbers[i]), kind + (i + 1));
    }
  }

  /** The file counts blocks through, two per stage, and says "down" for short. */
  private static String resnetName(String name) {
    if (!name.startsWith("layers.")) {
      return name;
    }
    int block = name.charAt("layers.".length()) - '0';
    String rest = name.substring("layers.0".length()).replace(".down.", ".downsample.");
    return "layer" + (block / 2 + 1) + "." + block % 2 + rest;
  }
}
