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
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole network against figures that were computed elsewhere in double precision: its logits,
 * loss, all gradients and running statistics. What the file holds, and how closely a float32 engine
 * follows it, stands in its "about".
 */
final class GoldenNet {

  /** Gradients below are zero in theory: biases in front of batch normalisation. */
  private static final double ZERO = 1e-10;

  private static final long MULTIPLIER = 1_664_525;
  private static final long INCREMENT = 1_013_904_223;
  private static final double RANGE = 0x1p32;

  private final JsonNode golden;
  private final UnaryOperator<String> ourName;
  private final double follows;
  private long state;

  /**
   * Finds a network in the file.
   *
   * @param name its name there
   * @param ourName a parameter's name here from its name there
   * @param follows largest relative distance from the figures
   */
  GoldenNet(String name, UnaryOperator<String> ourName, double follows) {
    this.golden =
        read()
            .get("nets")
            .valueStream()
            .filter(net -> net.get("name").asString().equals(name))
            .findFirst()
            .orElseThrow();
    this.ourName = ourName;
    this.follows = follows;
    this.state = golden.get("seed").asLong();
  }

  private static JsonNode read() {
    try (InputStream in = GoldenNet.class.getResourceAsStream("nets.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the network the file's parameters, trains one pass, evaluates one, checks all of it. */
  void check(Layer network) {
    fillParameters(network);
    Tensor images = drawImages();
    try (Engine engine = Engine.start(2)) {
      Workspace workspace = new Workspace(engine);
      try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
        Variable logits = network.forward(tape, tape.constant(images));
        assertFirstLogits("trainLogitsRow0First10", logits.value());
        Variable loss = Losses.crossEntropy(tape, logits, ints(golden.get("labels")));
        double expected = golden.get("trainLoss").asDouble();
        assertEquals(expected, loss.value().data()[0], follows * expected, "loss");
        tape.backward(loss);
      }
      checkGradients(network);
      golden
          .get("runningStatistics")
          .properties()
          .forEach(entry -> {
            String name = ourName.apply(entry.getKey());
            assertFigures(name, entry.getValue(), network.buffers().get(name));
          });
      try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
        Variable logits = network.forward(tape, tape.constant(images));
        assertFirstLogits("evalLogitsRow0First10", logits.value());
      }
    }
  }

  /** Every parameter of the network is in the file and the other way round. */
  private void fillParameters(Layer network) {
    List<String> names = new ArrayList<>();
    for (JsonNode drawing : golden.get("parameters")) {
      String name = ourName.apply(drawing.get("name").asString());
      names.add(name);
      Tensor drawn =
          draw(
              ints(drawing.get("shape")),
              drawing.get("scale").asDouble(),
              drawing.get("offset").asDouble());
      parameter(network, name).value().copyFrom(drawn);
    }
    assertEquals(
        names.stream().sorted().toList(),
        network.parameters().stream().map(Parameter::name).sorted().toList());
  }

  private static Parameter parameter(Layer network, String name) {
    return network.parameters().stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the network has no " + name));
  }

  private Tensor drawImages() {
    return draw(ints(golden.get("inputShape")), 2, 0);
  }

  /** The next values of the file's generator, brought from N,C,H,W to N,H,W,C. */
  private Tensor draw(int[] shape, double scale, double offset) {
    Shape ours =
        shape.length == 4 ? Shape.of(shape[0], shape[2], shape[3], shape[1]) : Shape.of(shape);
    Tensor tensor = Tensor.zeros(ours);
    for (int i = 0; i < tensor.size(); i++) {
      state = (MULTIPLIER * state + INCREMENT) & 0xFFFF_FFFFL;
      tensor.data()[position(ours, i)] = (float) ((state / RANGE - 0.5) * scale + offset);
    }
    return tensor;
  }

  /** Where an element lies here whose place in the file's order is {@code index}. */
  private static int position(Shape ours, int index) {
    if (ours.rank() != 4) {
      return index;
    }
    int pixels = ours.dimension(1) * ours.dimension(2);
    int channels = ours.dimension(3);
    int image = index / pixels / channels;
    return (image * pixels + index % pixels) * channels + index / pixels % channels;
  }

  private void checkGradients(Layer network) {
    golden
        .get("gradients")
        .properties()
        .forEach(entry -> {
          String name = ourName.apply(entry.getKey());
          Tensor gradient = parameter(network, name).gradient();
          if (entry.getValue().get("l2").asDouble() < ZERO) {
            assertVanishes(network, name, gradient);
          } else {
            assertFigures(name, entry.getValue(), gradient);
          }
        });
  }

  /** Small against the gradient of the weights beside it. */
  private void assertVanishes(Layer network, String bias, @Nullable Tensor gradient) {
    Tensor beside = parameter(network, bias.replace(".bias", ".weight")).gradient();
    assertNotNull(gradient, bias);
    assertNotNull(beside, bias);
    double scale = norm(beside);
    assertTrue(norm(gradient) < follows * scale, bias + " " + norm(gradient) + " of " + scale);
  }

  /** Size, norm, sum and samples. A common factor that the norm is off by moves the sum as well. */
  private void assertFigures(String name, JsonNode figures, @Nullable Tensor actual) {
    assertNotNull(actual, name);
    float[] values = actual.data();
    assertEquals(figures.get("n").asInt(), values.length, name);
    double l2 = figures.get("l2").asDouble();
    assertEquals(l2, norm(actual), follows * l2, name + " l2");
    double sum = IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum();
    double expectedSum = figures.get("sum").asDouble();
    assertEquals(expectedSum, sum, follows * (l2 + Math.abs(expectedSum)), name + " sum");
    double tolerance = follows * l2 / Math.sqrt(values.length);
    figures
        .get("samples")
        .properties()
        .forEach(sample -> {
          int index = Integer.parseInt(sample.getKey());
          float value = values[position(actual.shape(), index)];
          double expected = sample.getValue().asDouble();
          assertEquals(expected, value, tolerance, name + "[" + index + "]");
        });
  }

  private void assertFirstLogits(String name, Tensor logits) {
    double largest = 0;
    for (JsonNode value : golden.get(name)) {
      largest = Math.max(largest, Math.abs(value.asDouble()));
    }
    for (int j = 0; j < golden.get(name).size(); j++) {
      double expected = golden.get(name).get(j).asDouble();
      assertEquals(expected, logits.data()[j], follows * largest, name + " " + j);
    }
  }

  private static double norm(Tensor tensor) {
    double sum = 0;
    for (float v : tensor.data()) {
      sum += (double) v * v;
    }
    return Math.sqrt(sum);
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }
}
