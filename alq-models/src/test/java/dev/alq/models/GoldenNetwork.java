package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Parameter;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One network of the reference file (see "about" in {@code nets.json}): its drawn parameters and
 * images, and its figures under the names of ours.
 */
final class GoldenNetwork {

  private final JsonNode golden;
  private final UnaryOperator<String> ourName;

  /**
   * Finds a case.
   *
   * @param ourName from the name of a tensor in the file to that in our network
   */
  GoldenNetwork(String name, UnaryOperator<String> ourName) {
    this.golden =
        read()
            .get("nets")
            .valueStream()
            .filter(c -> c.get("name").asString().equals(name))
            .findFirst()
            .orElseThrow();
    this.ourName = ourName;
  }

  private static JsonNode read() {
    try (InputStream in = GoldenNetwork.class.getResourceAsStream("nets.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Draws all parameters of the network, which must have just those of the file, and the images.
   */
  Tensor draw(Layer network) {
    Map<String, Parameter> parameters = new HashMap<>();
    network.parameters().forEach(p -> parameters.put(p.name(), p));
    Set<String> drawn = new HashSet<>();
    Generator generator = new Generator(golden.get("seed").asLong());
    for (JsonNode drawing : golden.get("parameters")) {
      String name = ourName.apply(drawing.get("name").asString());
      Tensor values =
          generator.draw(
              ints(drawing.get("shape")),
              drawing.get("scale").asDouble(),
              drawing.get("offset").asDouble());
      Parameter parameter = parameters.get(name);
      assertNotNull(parameter, name);
      assertEquals(values.shape(), parameter.shape(), name);
      parameter.value().copyFrom(values);
      drawn.add(name);
    }
    assertEquals(parameters.keySet(), drawn);
    return generator.draw(ints(golden.get("inputShape")), 2, 0);
  }

  int[] labels() {
    return ints(golden.get("labels"));
  }

  double loss() {
    return golden.get("trainLoss").asDouble();
  }

  double[] trainingLogits() {
    return doubles(golden.get("trainLogitsRow0First10"));
  }

  double[] evaluationLogits() {
    return doubles(golden.get("evalLogitsRow0First10"));
  }

  /** By our names. */
  Map<String, Figures> gradients() {
    return figures("gradients");
  }

  /** By our names. */
  Map<String, Figures> runningStatistics() {
    return figures("runningStatistics");
  }

  private Map<String, Figures> figures(String section) {
    Map<String, Figures> figures = new HashMap<>();
    golden
        .get(section)
        .properties()
        .forEach(e -> figures.put(ourName.apply(e.getKey()), Figures.of(e.getValue())));
    return figures;
  }

  private static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  private static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  /**
   * What the file says of a tensor.
   *
   * @param samples elements by their place in channel-first order
   */
  record Figures(int n, double sum, double l2, Map<Integer, Double> samples) {

    private static Figures of(JsonNode node) {
      Map<Integer, Double> samples = new HashMap<>();
      node.get("samples")
          .properties()
          .forEach(e -> samples.put(Integer.parseInt(e.getKey()), e.getValue().asDouble()));
      return new Figures(
          node.get("n").asInt(), node.get("sum").asDouble(), node.get("l2").asDouble(), samples);
    }

    /** The root mean square of an element. */
    double rms() {
      return l2 / Math.sqrt(n);
    }
  }

  /** The linear congruence that all inputs are drawn from. */
  private static final class Generator {

    private long state;

    Generator(long seed) {
      state = seed;
    }

    /** Draws in channel-first order; the result has the channels last. */
    Tensor draw(int[] shape, double scale, double offset) {
      Tensor tensor = Tensor.zeros(channelLast(shape));
      for (int i = 0; i < tensor.size(); i++) {
        state = (1_664_525 * state + 1_013_904_223) & 0xFFFF_FFFFL;
        tensor.data()[place(i, tensor.shape())] = (float) ((state / 0x1p32 - 0.5) * scale + offset);
      }
      return tensor;
    }

    private static Shape channelLast(int[] shape) {
      return shape.length == 4 ? Shape.of(shape[0], shape[2], shape[3], shape[1]) : Shape.of(shape);
    }
  }

  /** From an index in channel-first order to that in a tensor whose channels, if any, are last. */
  static int place(int index, Shape shape) {
    if (shape.rank() != 4) {
      return index;
    }
    int pixels = shape.dimension(1) * shape.dimension(2);
    int channels = shape.dimension(3);
    int image = index / pixels / channels;
    return (image * pixels + index % pixels) * channels + index / pixels % channels;
  }
}
