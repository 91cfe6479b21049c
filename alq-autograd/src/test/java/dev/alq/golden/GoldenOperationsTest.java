package dev.alq.golden;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.autograd.BatchNormalization;
import dev.alq.autograd.Functions;
import dev.alq.autograd.Losses;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Output and every gradient of every operation against the reference figures. */
class GoldenOperationsTest {

  @AutoClose private final Engine engine = Engine.start(2);

  static Stream<String> names() {
    return Golden.names("ops");
  }

  @Test
  void theFileHoldsTheCasesThisTestKnows() {
    assertEquals(17, names().count());
  }

  @ParameterizedTest
  @MethodSource("names")
  void outputAndGradientsFollowTheReference(String name) {
    JsonNode golden = Golden.find("ops", name);
    Lcg lcg = new Lcg(golden.get("seed").asLong());
    List<Parameter> inputs = new ArrayList<>();
    golden.get("draws").forEach(drawing -> inputs.add(Golden.draw(lcg, drawing)));
    Running running = new Running(inputs.get(0));
    try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      Variable y = apply(tape, name, golden.get("attributes"), inputs, running);
      JsonNode figures = golden.get("output");
      double[] output =
          figures.isArray() ? Golden.doubles(figures) : new double[] {figures.asDouble()};
      Golden.assertFollows(output, y.value(), name + " output");
      tape.backward(weighted(tape, golden, lcg, y));
    }
    for (Parameter input : inputs) {
      double[] expected = Golden.doubles(golden.get("gradients").get(input.name()));
      Golden.assertFollows(expected, input.gradient(), name + " gradient at " + input.name());
    }
    if (golden.has("runningMeanAfter")) {
      double[] mean = Golden.doubles(golden.get("runningMeanAfter"));
      double[] variance = Golden.doubles(golden.get("runningVarAfter"));
      Golden.assertFollows(mean, running.mean, name + " running mean");
      Golden.assertFollows(variance, running.variance, name + " running variance");
    }
  }

  /** Losses are differentiated as they are, other outputs weighed by the upstream gradient. */
  private static Variable weighted(Tape tape, JsonNode golden, Lcg lcg, Variable y) {
    if (golden.get("upstream").asString().equals("one")) {
      return y;
    }
    int[] shape = Golden.ints(golden.get("outputShape"));
    Tensor upstream = Golden.fromFile(shape, lcg.draw(Shape.of(shape).size(), 1, 0));
    return Golden.weigh(tape, y, upstream.reshaped(y.shape()));
  }

  /** Running statistics as they are before the first pass, a value per channel. */
  private static final class Running {
    final Tensor mean;
    final Tensor variance;

    Running(Parameter input) {
      Shape shape = input.shape();
      Shape channels = Shape.of(shape.dimension(shape.rank() - 1));
      mean = Tensor.zeros(channels);
      variance = Tensor.zeros(channels);
      Arrays.fill(variance.data(), 1);
    }
  }

  private static Variable apply(
      Tape tape, String name, JsonNode attributes, List<Parameter> in, Running running) {
    Variable x = in.get(0);
    return switch (name.replaceAll("-.*", "")) {
      case "conv2d" ->
          Functions.convolve(
              tape,
              x,
              in.get(1),
              in.get(2),
              number(attributes, "stride"),
              number(attributes, "padding"));
      case "linear" -> Functions.affine(tape, x, in.get(1), in.get(2));
      case "relu" -> Functions.relu(tape, x);
      case "maxpool" ->
          Functions.maxPool(
              tape,
              x,
              number(attributes, "kernel"),
              number(attributes, "stride"),
              number(attributes, "padding"));
      case "global" -> Functions.globalAveragePool(tape, x);
      case "batchnorm2d", "batchnorm1d" ->
          BatchNormalization.DEFAULT.apply(
              tape, x, in.get(1), in.get(2), running.mean, running.variance);
      case "add" -> Functions.add(tape, x, in.get(1));
      case "matmul" -> Functions.matrixProduct(tape, x, in.get(1));
      case "cross" -> Losses.crossEntropy(tape, x, labels(attributes));
      case "multi" -> Losses.hinge(tape, x, labels(attributes));
      case "squared" -> Losses.squaredHinge(tape, x, labels(attributes));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static int number(JsonNode attributes, String name) {
    return attributes.get(name).asInt();
  }

  private static int[] labels(JsonNode attributes) {
    return Golden.ints(attributes.get("labels"));
  }

  @Test
  void theGeneratorGivesTheDocumentedSequence() {
    long second =
        (1_664_525L * ((1_664_525L * 5 + 1_013_904_223L) % (1L << 32)) + 1_013_904_223L)
            % (1L << 32);
    float[] drawn = new Lcg(5).draw(2, 4, 0.25);
    assertArrayEquals(
        new float[] {
          (float) (((1_664_525L * 5 + 1_013_904_223L) / 0x1p32 - 0.5) * 4 + 0.25),
          (float) ((second / 0x1p32 - 0.5) * 4 + 0.25)
        },
        drawn);
  }
}
