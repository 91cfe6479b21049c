package dev.alq.activation;

import dev.alq.multibit.ActivationLevels;

/**
 * The first values of one layer's activations, sketched from their distribution as the weights are
 * in Algorithm 1. With the activations {@code y = max(x, 0)} and their residuals ε:
 *
 * <pre>
 *   ε ← y, or y minus its mean where the reference is free
 *   for each bit:
 *     set it where ε &gt; 0, and fit base and steps
 *     let nearest codes and fit take turns
 *     take the new residuals
 * </pre>
 *
 * <p>The columns that are fitted are 0 or 1, so with a tied reference an activation of 0 stays at
 * code 0. The turns between the bits are beyond Algorithm 1: without them, the first bit of a tied
 * reference is set for all activations above 0, and ends up with a step of 0 once others are there.
 *
 * <p>The distribution is given as points, each the mean of so many activations that lie close
 * together. The first one stands for all pre-activations below 0 as well. Those get code 0 wherever
 * the lowest value is, so the first point always has that code.
 */
final class LevelSketch {

  /** Turns of nearest codes and fit; later ones change next to nothing. */
  private static final int TURNS = 20;

  private final double[] counts;
  private final double[] sums;
  private final LevelFit fit;
  private final double[] values;
  private final int[] codes;

  private LevelSketch(Reference reference, int bitwidth, double[] counts, double[] sums) {
    this.counts = counts;
    this.sums = sums;
    fit = new LevelFit(reference, bitwidth);
    values = new double[bitwidth + 1];
    codes = new int[counts.length];
  }

  /**
   * Sketches a distribution.
   *
   * @param reference where x_ref comes from
   * @param bitwidth number of coordinates
   * @param counts activations of each point, ascending; not modified
   * @param sums their sum at each point; not modified
   * @return base and steps
   */
  static double[] of(Reference reference, int bitwidth, double[] counts, double[] sums) {
    LevelSketch sketch = new LevelSketch(reference, bitwidth, counts, sums);
    sketch.fitValues();
    for (int bit = 0; bit < bitwidth; bit++) {
      sketch.setWhereTooLow(bit);
      sketch.fitValues();
      for (int turn = 0; turn < TURNS; turn++) {
        sketch.takeNearest();
        sketch.fitValues();
      }
    }
    sketch.useAllBits();
    return sketch.values;
  }

  private double point(int p) {
    return sums[p] / counts[p];
  }

  private void setWhereTooLow(int bit) {
    for (int p = 1; p < codes.length; p++) {
      double residual = point(p) - values[0];
      for (int i = 0; i < bit; i++) {
        residual -= (codes[p] >>> i & 1) * values[i + 1];
      }
      if (residual > 0) {
        codes[p] |= 1 << bit;
      }
    }
  }

  private void takeNearest() {
    ActivationLevels levels = Values.levels(values);
    for (int p = 1; p < codes.length; p++) {
      if (counts[p] > 0) {
        codes[p] = levels.code(levels.rank((float) point(p)));
      }
    }
  }

  /** A step of 0 would stay one: no nearest code has its bit. It takes half of the least other. */
  private void useAllBits() {
    double least = 0;
    for (int p = 0; p < codes.length; p++) {
      least = counts[p] > 0 ? Math.max(least, point(p)) : least;
    }
    for (int i = 1; i < values.length; i++) {
      least = values[i] > 0 ? Math.min(least, values[i]) : least;
    }
    for (int i = 1; i < values.length; i++) {
      if (values[i] == 0) {
        least /= 2;
        values[i] = least;
      }
    }
  }

  private void fitValues() {
    fit.clear();
    for (int p = 0; p < codes.length; p++) {
      fit.add(codes[p], counts[p], sums[p]);
    }
    fit.improve(values);
  }
}
