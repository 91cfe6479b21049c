package dev.alq.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Losses;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A whole small network, layer upon layer, against the reference figures. */
class GoldenLeNetTest {

  @AutoClose
  private final Engine engine = Engine.start(2, KernelChoice.kernels(), ConvolutionMethod.DIRECT);

  private final JsonNode golden = Golden.find("nets", "lenet5");
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Tensor images;
  private final Layer network;

  GoldenLeNetTest() {
    Lcg lcg = new Lcg(golden.get("seed").asLong());
    for (JsonNode drawing : golden.get("parameters")) {
      Parameter parameter = Golden.draw(lcg, drawing);
      parameters.put(parameter.name(), parameter);
    }
    int[] shape = Golden.ints(golden.get("inputShape"));
    images = Golden.fromFile(shape, lcg.draw(Shape.of(shape).size(), 2, 0));
    network =
        Sequential.of(
            "lenet5",
            convolution("c1"),
            new MaxPool("p1", 2, 2, 0),
            new Relu("r1"),
            convolution("c2"),
            new MaxPool("p2", 2, 2, 0),
            new Relu("r2"),
            new Flatten("flatten"),
            linear("f1"),
            new Relu("r3"),
            linear("f2"));
  }

  private Conv2d convolution(String name) {
    return new Conv2d(name, parameter(name + ".weight"), parameter(name + ".bias"), 1, 0);
  }

  private Linear linear(String name) {
    return new Linear(name, parameter(name + ".weight"), parameter(name + ".bias"));
  }

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    assertNotNull(parameter, name);
    return parameter;
  }

  @Test
  void logitsLossAndGradientsFollowTheReference() {
    try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      Variable logits = network.forward(tape, tape.constant(images));
      assertFirstLogits("trainLogitsRow0First10", logits.value());
      Variable loss = Losses.crossEntropy(tape, logits, Golden.ints(golden.get("labels")));
      double expected = golden.get("trainLoss").asDouble();
      assertEquals(expected, loss.value().data()[0], Golden.FOLLOWS * expected);
      tape.backward(loss);
    }
    parameters.forEach((name, p) -> assertGradient(name, p, golden.get("gradients").get(name)));
  }

  @Test
  void evaluationGivesTheReferenceLogits() {
    try (Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      Variable logits = network.forward(tape, tape.constant(images));
      assertFirstLogits("evalLogitsRow0First10", logits.value());
    }
  }

  private void assertFirstLogits(String name, Tensor logits) {
    double[] expected = Golden.doubles(golden.get(name));
    Tensor firstRow = Tensor.zeros(Shape.of(expected.length));
    System.arraycopy(logits.data(), 0, firstRow.data(), 0, expected.length);
    Golden.assertFollows(expected, firstRow, name);
  }

  /**
   * Size, norm, sum and samples, each as closely as the file says a float32 engine comes. A common
   * factor that the norm may be off by moves the sum as well.
   */
  private static void assertGradient(String name, Parameter parameter, JsonNode figures) {
    Tensor gradient = parameter.gradient();
    assertNotNull(gradient, name);
    double[] values = Golden.toFile(gradient);
    assertEquals(figures.get("n").asInt(), values.length, name);
    double l2 = figures.get("l2").asDouble();
    assertEquals(l2, Golden.norm(values), Golden.FOLLOWS * l2, name + " l2");
    double expectedSum = figures.get("sum").asDouble();
    double sum = DoubleStream.of(values).sum();
    assertEquals(expectedSum, sum, Golden.FOLLOWS * (l2 + Math.abs(expectedSum)), name + " sum");
    double tolerance = Golden.FOLLOWS * l2 / Math.sqrt(values.length);
    figures
        .get("samples")
        .properties()
        .forEach(sample -> {
          int index = Integer.parseInt(sample.getKey());
          assertEquals(
              sample.getValue().asDouble(), values[index], tolerance, name + "[" + index + "]");
        });
  }
}
