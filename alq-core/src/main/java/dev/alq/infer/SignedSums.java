package dev.alq.infer;

import dev.alq.bits.BitMatrix;
import dev.alq.bits.SignProduct;
import dev.alq.kernel.BitTerms;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.GroupLayout;
import dev.alq.packed.MultiBitWeights;
import java.util.BitSet;

/**
 * What a layer of multi-bit weights computes from codes. With {@code w = Σ_i α_i B_i} in each group
 * and {@code x = x_ref + Σ_a γ_a d_a}, a group of n weights adds
 *
 * <pre>
 *   Σ_i Σ_a α_i γ_a (n − 2·differing(B_i, d_a)) + x_ref·Σ_j w_j
 * </pre>
 *
 * <p>so coefficients are {@code −2·α_i·γ_a} and all the rest is one term per output. A tap outside
 * the image reads clear words, the code of the lowest level {@code base = x_ref − Σγ}: where that
 * is 0, as tied levels have it, nothing else is to be done; elsewhere {@code −base·Σ w} over these
 * taps puts the zero in its place.
 */
final class SignedSums {

  private final TapWindow window;
  private final MultiBitWeights weights;
  private final GroupLayout layout;
  private final PanelMap map;
  private final ActivationLevels levels;
  private final int outputs;

  /** For each output Σ w, and {@code Σ_g n·Σ_i α_i}. */
  private final double[] weightSums;

  private final double[] magnitudes;

  /** Σ w of each output's taps; empty where no border needs them. */
  private final double[][] tapSums;

  SignedSums(PanelMap map, MultiBitWeights weights, ActivationLevels levels) {
    this.map = map;
    this.weights = weights;
    this.levels = levels;
    window = map.window();
    layout = weights.grouping().layout(weights.shape());
    outputs = weights.shape().dimension(0);
    weightSums = new double[outputs];
    magnitudes = new double[outputs];
    forEachBasis((output, group, row) -> addSums(output, row));
    tapSums = new double[dependsOnBorder() ? outputs : 0][window.taps()];
    if (dependsOnBorder()) {
      forEachBasis(this::addTapSums);
    }
  }

  /** Takes a row of the planes, with the output and the group of its inside the output. */
  @FunctionalInterface
  private interface Basis {
    void accept(int output, int group, int row);
  }

  private void forEachBasis(Basis basis) {
    int row = 0;
    for (int g = 0; g < layout.groups(); g++) {
      for (int i = 0; i < weights.bitwidths()[g]; i++, row++) {
        basis.accept(g / map.groups(), g % map.groups(), row);
      }
    }
  }

  private void addSums(int output, int row) {
    BitMatrix planes = weights.planes();
    int plus = 0;
    for (int w = 0; w < planes.wordsPerRow(); w++) {
      plus += Long.bitCount(planes.words()[row * planes.wordsPerRow() + w]);
    }
    double alpha = weights.coordinates()[row];
    weightSums[output] += alpha * (2 * plus - layout.size());
    magnitudes[output] += alpha * layout.size();
  }

  private void addTapSums(int output, int group, int row) {
    float alpha = weights.coordinates()[row];
    for (int j = 0; j < layout.size(); j++) {
      int tap = window.tap(layout.index(group, j));
      tapSums[output][tap] += weights.planes().get(row, j) ? alpha : -alpha;
    }
  }

  PanelMap map() {
    return map;
  }

  TapWindow window() {
    return window;
  }

  int outputs() {
    return outputs;
  }

  /** Whether taps outside the image need a term of their own. */
  boolean dependsOnBorder() {
    return levels.base() != 0 && window.padding() > 0;
  }

  /**
   * The product of signs.
   *
   * @param factors what each output is multiplied with
   */
  SignProduct product(double[] factors) {
    int planes = levels.bitwidth();
    SignProduct.Builder builder =
        new SignProduct.Builder(outputs, planes, map.groups(), map.groupWords());
    float[] gamma = levels.coordinates();
    forEachBasis((output, group, row) -> {
      float[] coefficients = new float[planes];
      for (int a = 0; a < planes; a++) {
        double alpha = weights.coordinates()[row];
        coefficients[a] = (float) (-2 * alpha * gamma[a] * factors[output]);
      }
      builder.add(output, group, signs(group, row), coefficients);
    });
    return builder.build();
  }

  private int[] signs(int group, int row) {
    int[] words = new int[map.groupWords()];
    int[] bits = map.bits(group);
    BitMatrix planes = weights.planes();
    for (int w = 0; w < planes.wordsPerRow(); w++) {
      long plus = planes.words()[row * planes.wordsPerRow() + w];
      for (; plus != 0; plus &= plus - 1) {
        int bit = bits[w * Long.SIZE + Long.numberOfTrailingZeros(plus)];
        words[bit / BitTerms.WORD_BITS] |= 1 << bit % BitTerms.WORD_BITS;
      }
    }
    return words;
  }

  /** What an output is besides its counts: the n of all its groups and the share of x_ref. */
  double constant(int output) {
    double coordinates = 0;
    for (float gamma : levels.coordinates()) {
      coordinates += gamma;
    }
    return (levels.base() + coordinates) * weightSums[output] + coordinates * magnitudes[output];
  }

  /** What taps outside the image wrongly add, with the sign that takes it away. */
  double correction(int output, BitSet outside) {
    double sum = 0;
    for (int tap = outside.nextSetBit(0); tap >= 0; tap = outside.nextSetBit(tap + 1)) {
      sum += tapSums[output][tap];
    }
    return -levels.base() * sum;
  }
}
