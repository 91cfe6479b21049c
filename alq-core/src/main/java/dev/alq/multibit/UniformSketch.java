package dev.alq.multibit;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Tensor;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Structured sketching (Algorithm 1) with the same number of bases in all groups, the paper's
 * baseline. Only groups that need fewer bases to be exact, such as those of zeros, have fewer.
 *
 * <p>A bitwidth that is not whole is met as evenly as whole bases allow: of the G groups of a
 * layer, {@code ⌊b·G⌋ - G·⌊b⌋} have {@code ⌈b⌉} bases and the others {@code ⌊b⌋}. The former are
 * those whose squared error the last basis lowers most, the first of equals.
 *
 * @param averageBitwidth b, above 0 and at most {@link MultiBitTensor#MAX_BITWIDTH}
 */
public record UniformSketch(double averageBitwidth) {

  /** Share of a group's squares that floats cannot express, so that no basis is spent on it. */
  private static final double EXACT = 1e-16;

  /**
   * Creates the algorithm.
   *
   * @throws IllegalArgumentException if the bitwidth is out of range
   */
  public UniformSketch {
    requireBitwidth(averageBitwidth);
  }

  /**
   * Checks a bitwidth.
   *
   * @param averageBitwidth b
   * @throws IllegalArgumentException if it is not above 0 and at most {@link
   *     MultiBitTensor#MAX_BITWIDTH}
   */
  public static void requireBitwidth(double averageBitwidth) {
    if (!(averageBitwidth > 0 && averageBitwidth <= MultiBitTensor.MAX_BITWIDTH)) {
      throw new IllegalArgumentException(
          "the bitwidth must be above 0 and at most "
              + MultiBitTensor.MAX_BITWIDTH
              + " but is "
              + averageBitwidth);
    }
  }

  /**
   * Sketches the weights of a layer.
   *
   * @param weights O,H,W,C or O,I, finite; not modified
   * @param grouping which weights form a group
   * @param engine whose threads share the work
   * @return the sketched weights
   * @throws IllegalArgumentException if the weights cannot be grouped so or are not finite
   */
  public MultiBitTensor apply(Tensor weights, Grouping grouping, Engine engine) {
    int most = (int) Math.ceil(averageBitwidth);
    int least = (int) Math.floor(averageBitwidth);
    MultiBitTensor upper = new Sketch(most, EXACT).apply(weights, grouping, engine);
    if (most == least) {
      return upper;
    }
    MultiBitTensor lower =
        least > 0
            ? new Sketch(least, EXACT).apply(weights, grouping, engine)
            : new MultiBitTensor(weights.shape(), grouping, most);
    int groups = upper.layout().groups();
    int kept = (int) (DecimalProduct.floor(averageBitwidth, groups) - (long) least * groups);
    double[] gains = errors(lower, weights);
    double[] remaining = errors(upper, weights);
    for (int group = 0; group < groups; group++) {
      gains[group] -= remaining[group];
    }
    IntStream.range(0, groups)
        .boxed()
        .sorted(Comparator.comparingDouble(group -> -gains[group]))
        .skip(kept)
        .forEach(group -> upper.setGroup(group, lower.coordinatesOf(group), lower.codesOf(group)));
    return upper;
  }

  /** The squared error of each group. */
  private static double[] errors(MultiBitTensor values, Tensor weights) {
    float[] reconstructed = new float[weights.size()];
    values.reconstruct(reconstructed);
    GroupLayout layout = values.layout();
    double[] errors = new double[layout.groups()];
    for (int group = 0; group < layout.groups(); group++) {
      for (int j = 0; j < layout.size(); j++) {
        int k = layout.index(group, j);
        double error = (double) weights.data()[k] - reconstructed[k];
        errors[group] += error * error;
      }
    }
    return errors;
  }
}
