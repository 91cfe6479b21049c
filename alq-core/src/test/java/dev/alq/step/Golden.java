package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.kernel.Engine;
import dev.alq.multibit.CanonicalForm;
import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Reads reference figures that were computed in float64 from the formulas of the paper. They list
 * weights in O,C,H,W order; here they become O,H,W,C.
 */
final class Golden {

  private static final JsonNode ROOT = read();

  private Golden() {}

  static JsonNode root() {
    return ROOT;
  }

  static List<JsonNode> cases() {
    return list(ROOT.get("cases"));
  }

  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> nodes = new ArrayList<>();
    array.forEach(nodes::add);
    return nodes;
  }

  private static JsonNode read() {
    try (InputStream in = Golden.class.getResourceAsStream("/dev/alq/golden-alq.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = array.get(k).asDouble();
    }
    return values;
  }

  /** A layer of the reference: its shape in both orders, its grouping and its weights. */
  record Layer(Shape shape, int[] channelLast, Grouping grouping, int maxBitwidth, Tensor weights) {

    static Layer of(JsonNode node) {
      double[] dimensions = doubles(node.get("shape"));
      int[] channelLast = channelLast(dimensions);
      Shape shape =
          dimensions.length == 2
              ? Shape.of((int) dimensions[0], (int) dimensions[1])
              : Shape.of(
                  (int) dimensions[0],
                  (int) dimensions[2],
                  (int) dimensions[3],
                  (int) dimensions[1]);
      Grouping grouping = grouping(node);
      return new Layer(
          shape,
          channelLast,
          grouping,
          node.get("maxBitwidth").asInt(),
          tensor(node.get("weights"), shape, channelLast));
    }

    private static Grouping grouping(JsonNode node) {
      return switch (node.get("structure").asString()) {
        case "kernelwise" -> new Grouping.Kernelwise();
        case "pixelwise" -> new Grouping.Pixelwise();
        case "channelwise" -> new Grouping.Channelwise();
        case "subchannelwise" -> new Grouping.Subchannelwise(node.get("subchannels").asInt());
        default -> throw new IllegalArgumentException("unknown structure in " + node);
      };
    }

    MultiBitTensor sketch(Engine engine) {
      return new Sketch(maxBitwidth).apply(weights, grouping, engine);
    }

    Tensor tensor(JsonNode array) {
      return tensor(array, shape, channelLast);
    }

    private static Tensor tensor(JsonNode array, Shape shape, int[] channelLast) {
      Tensor tensor = Tensor.zeros(shape);
      for (int k = 0; k < channelLast.length; k++) {
        tensor.data()[channelLast[k]] = (float) array.get(k).asDouble();
      }
      return tensor;
    }

    /** The reference's element k as an index into the O,H,W,C weights. */
    private static int[] channelLast(double[] dimensions) {
      int size = 1;
      for (double d : dimensions) {
        size *= (int) d;
      }
      int[] map = new int[size];
      for (int k = 0; k < size; k++) {
        map[k] = k;
      }
      if (dimensions.length == 4) {
        int channels = (int) dimensions[1];
        int positions = (int) (dimensions[2] * dimensions[3]);
        for (int k = 0; k < size; k++) {
          int output = k / (channels * positions);
          int channel = k / positions % channels;
          map[k] = (output * positions + k % positions) * channels + channel;
        }
      }
      return map;
    }

    /**
     * What rounding to float32 may cost: a few units in the last place of the largest weight. The
     * closest call in a search of the reference is 5e-6, so no nearest value is in doubt.
     */
    double tolerance() {
      float largest = 0;
      for (float weight : weights.data()) {
        largest = Math.max(largest, Math.abs(weight));
      }
      return 4 * Math.ulp(largest);
    }

    void assertReconstruction(JsonNode reference, MultiBitTensor values, String what) {
      float[] actual = new float[shape.size()];
      values.reconstruct(actual);
      assertEquals(reference.size(), actual.length, what);
      for (int k = 0; k < actual.length; k++) {
        assertEquals(
            reference.get(k).asDouble(),
            actual[channelLast[k]],
            tolerance(),
            what + ", weight " + k);
      }
    }

    /**
     * Compares coordinates within the tolerance and bases exactly; the order of the bases in a
     * group carries no meaning.
     */
    void assertGroups(JsonNode expectedGroups, MultiBitTensor values, String what) {
      MultiBitTensor canonical = CanonicalForm.of(values);
      GroupLayout layout = values.layout();
      assertEquals(expectedGroups.size(), layout.groups(), what);
      for (int group = 0; group < layout.groups(); group++) {
        JsonNode expected = expectedGroups.get(group);
        double[] coordinates = doubles(expected.get("coordinates"));
        String where = what + ", group " + group;
        assertEquals(coordinates.length, canonical.bitwidth(group), where);
        Integer[] order = ascending(coordinates);
        for (int i = 0; i < coordinates.length; i++) {
          assertEquals(coordinates[order[i]], canonical.coordinate(group, i), tolerance(), where);
          assertEquals(
              expected.get("bases").get(order[i]).asString(),
              basis(canonical, group, i),
              where + ", basis " + i);
        }
      }
    }

    /** A basis as the reference writes it: + and - in its order of elements. */
    private String basis(MultiBitTensor values, int group, int i) {
      GroupLayout layout = values.layout();
      int[] elementOfWeight = new int[shape.size()];
      Arrays.fill(elementOfWeight, -1);
      for (int j = 0; j < layout.size(); j++) {
        elementOfWeight[layout.index(group, j)] = j;
      }
      StringBuilder signs = new StringBuilder();
      for (int weight : channelLast) {
        if (elementOfWeight[weight] >= 0) {
          int code = values.code(group, elementOfWeight[weight]);
          signs.append(((code >>> i) & 1) != 0 ? '+' : '-');
        }
      }
      return signs.toString();
    }

    private static Integer[] ascending(double[] values) {
      Integer[] order = new Integer[values.length];
      for (int i = 0; i < order.length; i++) {
        order[i] = i;
      }
      Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
      return order;
    }
  }
}
