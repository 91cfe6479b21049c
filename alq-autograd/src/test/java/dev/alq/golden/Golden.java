package dev.alq.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Operation;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference file, and the way from its channel-first order to the engine's and back. */
final class Golden {

  /** How closely a float32 engine follows the double-precision figures, relative to their rms. */
  static final double FOLLOWS = 1e-5;

  private static final JsonNode ROOT = read();

  private Golden() {}

  private static JsonNode read() {
    try (InputStream in = Golden.class.getResourceAsStream("nets.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of a section: "ops", "nets" or "optimizers". */
  static List<JsonNode> section(String name) {
    return ROOT.get(name).valueStream().toList();
  }

  static JsonNode find(String section, String name) {
    return section(section).stream()
        .filter(c -> c.get("name").asString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static Stream<String> names(String section) {
    return section(section).stream().map(c -> c.get("name").asString());
  }

  static double[] doubles(JsonNode array) {
    return array.valueStream().mapToDouble(JsonNode::asDouble).toArray();
  }

  static int[] ints(JsonNode array) {
    return array.valueStream().mapToInt(JsonNode::asInt).toArray();
  }

  /** One drawn tensor, brought into the engine's order, as something to differentiate by. */
  static Parameter draw(Lcg lcg, JsonNode drawing) {
    int[] shape = ints(drawing.get("shape"));
    float[] values =
        lcg.draw(
            Shape.of(shape).size(),
            drawing.get("scale").asDouble(),
            drawing.get("offset").asDouble());
    return new Parameter(
        drawing.get("name").asString(), Parameter.Role.OTHER, fromFile(shape, values));
  }

  /** N,C,H,W (or O,C,H,W) to N,H,W,C; other ranks as they are. */
  static Tensor fromFile(int[] shape, float[] values) {
    if (shape.length != 4) {
      return Tensor.of(Shape.of(shape), values);
    }
    Tensor result = Tensor.zeros(Shape.of(shape[0], shape[2], shape[3], shape[1]));
    for (int i = 0; i < values.length; i++) {
      result.data()[channelLast(i, shape)] = values[i];
    }
    return result;
  }

  /** N,H,W,C to N,C,H,W; other ranks as they are. */
  static double[] toFile(Tensor tensor) {
    double[] values = new double[tensor.size()];
    Shape s = tensor.shape();
    for (int i = 0; i < values.length; i++) {
      int from = i;
      if (s.rank() == 4) {
        int[] channelFirst = {s.dimension(0), s.dimension(3), s.dimension(1), s.dimension(2)};
        from = channelLast(i, channelFirst);
      }
      values[i] = tensor.data()[from];
    }
    return values;
  }

  private static int channelLast(int index, int[] nchw) {
    int pixels = nchw[2] * nchw[3];
    int pixel = index % pixels;
    int channel = index / pixels % nchw[1];
    int image = index / pixels / nchw[1];
    return (image * pixels + pixel) * nchw[1] + channel;
  }

  /** A scalar whose gradient at {@code y} is {@code upstream}: {@code Σ y·upstream}. */
  static Variable weigh(Tape tape, Variable y, Tensor upstream) {
    Tensor sum = tape.borrow(Shape.of());
    double total = 0;
    for (int i = 0; i < y.value().size(); i++) {
      total += (double) y.value().data()[i] * upstream.data()[i];
    }
    sum.data()[0] = (float) total;
    return tape.record(
        new Operation.Custom(
            List.of(y), (t, output, gradient) -> t.contribute(y, dy -> dy.copyFrom(upstream))),
        sum);
  }

  static void assertFollows(double[] expected, @Nullable Tensor actual, String what) {
    assertNotNull(actual, what);
    assertEquals(expected.length, actual.size(), what + ": size");
    double[] values = toFile(actual);
    double tolerance = FOLLOWS * norm(expected) / Math.sqrt(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], tolerance, what + "[" + i + "]");
    }
  }

  static double norm(double[] values) {
    double sum = 0;
    for (double v : values) {
      sum += v * v;
    }
    return Math.sqrt(sum);
  }
}
