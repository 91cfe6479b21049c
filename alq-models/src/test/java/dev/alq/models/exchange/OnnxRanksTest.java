package dev.alq.models.exchange;

import static dev.alq.models.exchange.WireReader.all;
import static dev.alq.models.exchange.WireReader.only;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.models.exchange.WireReader.Field;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Computes what is exported for a quantizer, operator by operator, on single numbers. */
class OnnxRanksTest {

  private static final String NAME = "relu";

  private static ActivationQuantizer quantizer(float base, float... coordinates) {
    ActivationQuantizer quantizer =
        new ActivationQuantizer(NAME, coordinates.length, Reference.FREE);
    var buffers = quantizer.buffers();
    Objects.requireNonNull(buffers.get(NAME + ".base")).data()[0] = base;
    float[] own = Objects.requireNonNull(buffers.get(NAME + ".coordinates")).data();
    System.arraycopy(coordinates, 0, own, 0, own.length);
    Objects.requireNonNull(buffers.get(NAME + ".batches")).data()[0] = 1;
    quantizer.activate();
    return quantizer;
  }

  private static List<Field> graph(ActivationQuantizer quantizer) {
    byte[] model = OnnxExport.bytes(Sequential.of("q", quantizer), Shape.of(1, 1, 1, 1), 1);
    return only(WireReader.read(model), 7).message();
  }

  /** What the operators make of a number. */
  private static double computed(List<Field> graph, double x) {
    Map<String, double[]> values = new HashMap<>();
    values.put(OnnxExport.INPUT, new double[] {x});
    for (Field field : all(graph, 5)) {
      List<Field> tensor = field.message();
      ByteBuffer raw = ByteBuffer.wrap(only(tensor, 9).bytes()).order(ByteOrder.LITTLE_ENDIAN);
      boolean whole = only(tensor, 2).whole() == 7;
      double[] elements = new double[raw.remaining() / (whole ? Long.BYTES : Float.BYTES)];
      for (int i = 0; i < elements.length; i++) {
        elements[i] = whole ? raw.getLong() : raw.getFloat();
      }
      values.put(only(tensor, 8).text(), elements);
    }
    for (Field field : all(graph, 1)) {
      List<Field> node = field.message();
      List<double[]> inputs = new ArrayList<>();
      all(node, 1).forEach(input -> inputs.add(values.getOrDefault(input.text(), new double[0])));
      double first = inputs.getFirst()[0];
      double last = inputs.getLast()[0];
      double result =
          switch (only(node, 4).text()) {
            case "Add" -> first + last;
            case "Mul" -> first * last;
            case "GreaterOrEqual" -> first >= last ? 1 : 0;
            case "Cast", "Identity" -> first;
            case "Gather" -> inputs.getFirst()[(int) last];
            default -> throw new IllegalArgumentException(only(node, 4).text());
          };
      values.put(only(node, 2).text(), new double[] {result});
    }
    return values.getOrDefault(OnnxExport.OUTPUT, new double[0])[0];
  }

  /** The nearest of all sums of a base and a choice of coordinates, of two the lower. */
  private static double nearest(float x, float base, float... coordinates) {
    double best = Double.NaN;
    for (int code = 0; code < 1 << coordinates.length; code++) {
      double sum = base;
      for (int i = 0; i < coordinates.length; i++) {
        sum += 2 * (double) (code >> i & 1) * coordinates[i];
      }
      float value = (float) sum;
      double nearer = Math.abs((double) x - best) - Math.abs((double) x - value);
      if (Double.isNaN(best) || nearer > 0 || (nearer == 0 && value < best)) {
        best = value;
      }
    }
    return best;
  }

  private static void assertNearest(float base, float... coordinates) {
    List<Field> graph = graph(quantizer(base, coordinates));
    float highest = base;
    for (float coordinate : coordinates) {
      highest += 2 * coordinate;
    }
    long seed = coordinates.length;
    SplittableRandom random = Seeds.generator(seed);
    for (int i = 0; i < 500; i++) {
      // Multiples of an eighth meet values and the middles between them.
      float eighth = Math.round(8 * random.nextDouble(base - 1, highest + 1)) / 8f;
      float x = i % 2 == 0 ? eighth : (float) random.nextDouble(base - 1, highest + 1);
      assertEquals(nearest(x, base, coordinates), computed(graph, x), "of " + x + ", seed " + seed);
    }
  }

  @Test
  void everyNumberBecomesTheNearestValue() {
    assertNearest(0, 0.75f);
    assertNearest(-0.25f, 0.5f, 1.25f);
    assertNearest(0, 1, 1.125f, 1.25f);
    assertNearest(0, 0.125f, 0.25f, 0.5f, 1, 2, 4, 8, 16);
  }

  @Test
  void equalValuesTakeOnePlace() {
    assertNearest(0, 0.5f, 0.5f, 0);
    assertNearest(1, 0, 0);
  }

  @Test
  void anInactiveQuantizerIsARelu() {
    List<Field> graph = graph(new ActivationQuantizer(NAME, 2, Reference.TIED));
    assertEquals("Relu", only(all(graph, 1).getFirst().message(), 4).text());
  }
}
