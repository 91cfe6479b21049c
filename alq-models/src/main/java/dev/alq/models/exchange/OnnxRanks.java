package dev.alq.models.exchange;

import dev.alq.multibit.ActivationLevels;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;

/**
 * The step function of quantized activations in the operators of ONNX. With the 2^I values in
 * ascending order, the rank of a number is found bit by bit, the highest first, as in a binary
 * search:
 *
 * <pre>
 *   r = 0
 *   r = r + 2^b · [x ≥ threshold(r + 2^b - 1)]   for b = I-1 … 0
 *   y = value(r)
 * </pre>
 *
 * Where values coincide, thresholds beyond the last are infinite and repeat the last value.
 */
final class OnnxRanks {

  private final OnnxExport export;
  private final String name;
  private final int bitwidth;
  private final String thresholds;
  private final String values;

  /**
   * Adds the tables.
   *
   * @param export where the operators go
   * @param name path of the layer in the network
   * @param levels its values
   */
  OnnxRanks(OnnxExport export, String name, ActivationLevels levels) {
    this.export = export;
    this.name = name;
    bitwidth = levels.bitwidth();
    int count = 1 << bitwidth;
    float[] sorted = new float[count];
    float[] parting = new float[count - 1];
    for (int rank = 0; rank < count; rank++) {
      sorted[rank] = levels.level(Math.min(rank, levels.ranks() - 1));
    }
    for (int rank = 0; rank < count - 1; rank++) {
      parting[rank] = rank < levels.ranks() - 1 ? levels.threshold(rank) : Float.POSITIVE_INFINITY;
    }
    thresholds = export.tensor(name + ".thresholds", Tensor.of(Shape.of(count - 1), parting));
    values = export.tensor(name + ".values", Tensor.of(Shape.of(count), sorted));
  }

  /** Adds the operators and returns the name of their output. */
  String quantize(String x) {
    String rank = export.wholeNumber(name + ".lowest", 0);
    for (int bit = bitwidth - 1; bit >= 0; bit--) {
      String part = name + "." + bit;
      String last = export.wholeNumber(part + ".last", (1L << bit) - 1);
      String entry = node("Gather", thresholds, node("Add", rank, last));
      String reached = node("GreaterOrEqual", x, entry);
      String one = export.node("Cast", List.of(reached), List.of(OnnxExport.toWholeNumbers()));
      String step = export.wholeNumber(part + ".step", 1L << bit);
      rank = node("Add", rank, node("Mul", one, step));
    }
    return node("Gather", values, rank);
  }

  private String node(String operator, String first, String second) {
    return export.node(operator, List.of(first, second), List.of());
  }
}
