package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Losses;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.models.GoldenNetwork.Figures;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * The deep networks against the reference figures: a training pass, the running statistics after
 * it, and an evaluation with those.
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

  /** Error of logits, relative to their root mean square. */
  private static final double LOGITS = 2e-4;

  private static final double LOSS = 2e-5;
  private static final double STATISTICS = 1e-5;
  private static final double CLOSELY = 1e-4;
  private static final double WITH_TIES = 2e-2;

  /** Error of a gradient that is zero in theory, relative to an element of the layer's weights. */
  private static final double ZERO = 2e-5;

  /** Below this, the norm of a gradient in double precision is that of rounding errors. */
  private static final double ZERO_NORM = 1e-10;

  /** The file numbers the VGG's layers; those that are not listed have no tensors. */
  private static final Map<String, String> VGG_NAMES = vggNames();

  @AutoClose private final Engine engine = Engine.start(2);

  @Test
  void vggFollowsTheReference() {
    List<String> inFrontOfTies =
        List.of(
            "conv1", "conv2", "conv3", "conv4", "conv5", "conv6", "bn1", "bn2", "bn3", "bn4",
            "bn5");
    check(
        new GoldenNetwork("vgg-small", GoldenNetworksTest::vggName),
        VggSmall.create(1),
        name -> inFrontOfTies.contains(layerOf(name)) ? WITH_TIES : CLOSELY);
  }

  @Test
  void resnetFollowsTheReference() {
    check(
        new GoldenNetwork("resnet18", GoldenNetworksTest::resnetName),
        ResNet.resnet18(1000, 1),
        _ -> CLOSELY);
  }

  private void check(GoldenNetwork golden, Layer network, ToDoubleFunction<String> tolerance) {
    Tensor images = golden.draw(network);
    Workspace workspace = new Workspace(engine);
    try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
      Variable logits = network.forward(tape, tape.constant(images));
      assertFirstLogits(golden.trainingLogits(), logits.value(), "training logits");
      Variable loss = Losses.crossEntropy(tape, logits, golden.labels());
      assertEquals(golden.loss(), loss.value().data()[0], LOSS * golden.loss(), "loss");
      tape.backward(loss);
    }
    checkGradients(golden.gradients(), network, tolerance);
    checkStatistics(golden.runningStatistics(), network);
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      Variable logits = network.forward(tape, tape.constant(images));
      assertFirstLogits(golden.evaluationLogits(), logits.value(), "evaluation logits");
    }
  }

  private static void checkGradients(
      Map<String, Figures> expected, Layer network, ToDoubleFunction<String> tolerance) {
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
        assertFollows(figures, gradient, tolerance.applyAsDouble(name), name);
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

  /**
   * If every element is off by ε of the root mean square, at random, the sum is off by about ε of
   * the norm, a sample by a few ε, and the norm itself by far less.
   */
  private static void assertFollows(Figures expected, Tensor actual, double epsilon, String name) {
    assertEquals(expected.n(), actual.size(), name);
    double sum = 0;
    double squares = 0;
    for (float element : actual.data()) {
      sum += element;
      squares += (double) element * element;
    }
    double l2 = expected.l2();
    assertEquals(l2, Math.sqrt(squares), 0.25 * epsilon * l2, name + " l2");
    assertEquals(expected.sum(), sum, 10 * epsilon * l2, name + " sum");
    assertTrue(expected.samples().size() > 1, name);
    expected
        .samples()
        .forEach((index, sample) ->
            assertEquals(
                sample,
                actual.data()[GoldenNetwork.place(index, actual.shape())],
                10 * epsilon * expected.rms(),
                name + "[" + index + "]"));
  }

  private static void assertFirstLogits(double[] expected, Tensor logits, String what) {
    double squares = 0;
    for (double logit : expected) {
      squares += logit * logit;
    }
    double tolerance = LOGITS * Math.sqrt(squares / expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], logits.data()[i], tolerance, what + "[" + i + "]");
    }
  }

  private static String layerOf(String name) {
    return name.substring(0, name.lastIndexOf('.'));
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
