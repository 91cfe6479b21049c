package dev.alq.infer;

import dev.alq.bits.SignProduct;
import dev.alq.kernel.LevelBits;
import dev.alq.multibit.ActivationLevels;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BitLayer} is made from. Pooling stands in front of the factors or behind them. In
 * front, a negative factor turns the largest value into the smallest: there the negative of the
 * number is computed, whose largest value is the right one, and its sign is turned when it is
 * compared.
 *
 * @param sums the weights
 * @param affine what happens to each output
 * @param pool what is pooled
 * @param poolExtent rows and columns of a pooling window, 1 without pooling
 * @param outputLevels the next levels, or null if numbers are wanted
 * @param outputBorder border of the codes that come out
 */
record BitLayerPlan(
    SignedSums sums,
    Affine affine,
    Pool pool,
    int poolExtent,
    @Nullable ActivationLevels outputLevels,
    int outputBorder) {

  /** Where pooling stands. */
  enum Pool {
    /** In front of the factors. */
    SUMS,
    /** Behind the factors. */
    RESULTS
  }

  TapWindow window() {
    return sums.window();
  }

  private int outputs() {
    return sums.outputs();
  }

  /** Whether the negative of an output is computed. */
  private boolean isNegated(int output) {
    return pool == Pool.SUMS && poolExtent > 1 && outputLevels != null && affine.scale(output) < 0;
  }

  private double sign(int output) {
    return isNegated(output) ? -1 : 1;
  }

  SignProduct product() {
    double[] factors = new double[outputs()];
    for (int o = 0; o < factors.length; o++) {
      factors[o] = sign(o) * affine.scale(o);
    }
    return sums.product(factors);
  }

  /** What is added to an output's products. */
  float[] terms() {
    float[] terms = new float[outputs()];
    for (int o = 0; o < terms.length; o++) {
      double sum = affine.scale(o) * sums.constant(o) + affine.shift(o);
      terms[o] = (float) (sign(o) * sum);
    }
    return terms;
  }

  /** The outputs that are negated, 32 to a word. */
  int[] negated() {
    int[] words = new int[Math.ceilDiv(outputs(), Integer.SIZE)];
    for (int o = 0; o < outputs(); o++) {
      words[o / Integer.SIZE] |= isNegated(o) ? 1 << o % Integer.SIZE : 0;
    }
    return words;
  }

  @Nullable BorderTerms border() {
    if (!sums.dependsOnBorder()) {
      return null;
    }
    return BorderTerms.of(
        window(),
        outside -> {
          float[] terms = new float[outputs()];
          for (int o = 0; o < terms.length; o++) {
            terms[o] = (float) (sign(o) * affine.scale(o) * sums.correction(o, outside));
          }
          return terms;
        });
  }

  @Nullable LevelBits levels() {
    return outputLevels == null ? null : bits(outputLevels);
  }

  CodeShape output() {
    return new CodeShape(
        window().outputRows() / poolExtent,
        window().outputColumns() / poolExtent,
        outputs(),
        outputLevels == null ? 1 : outputLevels.bitwidth(),
        outputBorder);
  }

  /** Levels as the kernels want them. */
  static LevelBits bits(ActivationLevels levels) {
    float[] thresholds = new float[levels.ranks() - 1];
    int[] codes = new int[levels.ranks()];
    for (int rank = 0; rank < codes.length; rank++) {
      codes[rank] = levels.code(rank);
      if (rank < thresholds.length) {
        thresholds[rank] = levels.threshold(rank);
      }
    }
    return LevelBits.of(levels.bitwidth(), thresholds, codes);
  }
}
