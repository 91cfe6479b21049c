package dev.alq.infer;

import dev.alq.bits.BitMatrix;
import dev.alq.bits.SignProduct;
import dev.alq.kernel.BitTerms;
import dev.alq.multibit.ActivationLevels;
import dev.alq.tensor.Tensor;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

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
 * taps puts the zero in its place. Terms that belong to taps inside the image are treated alike.
 */
final class SignedSums {

  private final TapWindow window;
  private final OutputGroups weights;
  private final PanelMap map;
  private final ActivationLevels levels;

  /** What each tap inside the image adds besides, O,H,W. */
  private final @Nullable Tensor tapTerms;

  /** For each output Σ w, and {@code Σ_g (n - s)·Σ_i α_i} with s signs that are compared. */
  private final double[] weightSums;

  private final double[] magnitudes;

  /** Σ w of each output's taps; empty where no border needs them. */
  private final double[][] tapSums;

  SignedSums(
      PanelMap map, OutputGroups weights, ActivationLevels levels, @Nullable Tensor tapTerms) {
    this.map = map;
    this.weights = weights;
    this.levels = levels;
    this.tapTerms = tapTerms;
    window = map.window();
    weightSums = new double[weights.outputs()];
    magnitudes = new double[weights.outputs()];
    weights.forEach(this::addSums);
    tapSums = new double[dependsOnBorder() ? weights.outputs() : 0][window.taps()];
    if (dependsOnBorder()) {
      weights.forEach(this::addTapSums);
    }
  }

  private void addSums(int output, int group, BitMatrix planes, int row, double alpha) {
    int plus = 0;
    for (int w = 0; w < planes.wordsPerRow(); w++) {
      plus += Long.bitCount(planes.words()[row * planes.wordsPerRow() + w]);
    }
    int size = weights.size(group);
    weightSums[output] += alpha * (2 * plus - size);
    int compared = BitTerms.WORD_BITS * SignProduct.groupRows(map.groupWords());
    magnitudes[output] += alpha * (size - compared);
  }

  private void addTapSums(int output, int group, BitMatrix planes, int row, float alpha) {
    for (int j = 0; j < planes.columns(); j++) {
      int tap = window.tap(weights.weight(group, j));
      tapSums[output][tap] += planes.get(row, j) ? alpha : -alpha;
    }
  }

  PanelMap map() {
    return map;
  }

  TapWindow window() {
    return window;
  }

  int outputs() {
    return weights.outputs();
  }

  /** Whether taps outside the image need a term of their own. */
  boolean dependsOnBorder() {
    return (levels.base() != 0 || tapTerms != null) && window.padding() > 0;
  }

  /**
   * The product of signs.
   *
   * @param factors what each output is multiplied with
   */
  SignProduct product(double[] factors) {
    int planes = levels.bitwidth();
    SignProduct.Builder builder =
        new SignProduct.Builder(weights.outputs(), planes, map.groups(), map.groupWords());
    float[] gamma = levels.coordinates();
    weights.forEach((output, group, bits, row, coordinate) -> {
      float[] coefficients = new float[planes];
      for (int a = 0; a < planes; a++) {
        coefficients[a] = (float) (-2 * (double) coordinate * gamma[a] * factors[output]);
      }
      builder.add(output, group, signs(group, bits, row), coefficients);
    });
    return builder.build();
  }

  private int[] signs(int group, BitMatrix planes, int row) {
    int[] words = new int[map.groupWords()];
    if (map.keepsOrder(group)) {
      planes.copyRow(row, words);
      return words;
    }
    int[] bits = map.bits(group);
    for (int w = 0; w < planes.wordsPerRow(); w++) {
      long plus = planes.words()[row * planes.wordsPerRow() + w];
      for (; plus != 0; plus &= plus - 1) {
        int bit = bits[w * Long.SIZE + Long.numberOfTrailingZeros(plus)];
        words[bit / BitTerms.WORD_BITS] |= 1 << bit % BitTerms.WORD_BITS;
      }
    }
    return words;
  }

  /** What an output is besides its products: what pads its groups, and the share of x_ref. */
  double constant(int output) {
    double coordinates = 0;
    for (float gamma : levels.coordinates()) {
      coordinates += gamma;
    }
    double constant =
        (levels.base() + coordinates) * weightSums[output] + coordinates * magnitudes[output];
    for (int tap = 0; tap < window.taps(); tap++) {
      constant += tapTerm(output, tap);
    }
    return constant;
  }

  private double tapTerm(int output, int tap) {
    return tapTerms == null ? 0 : tapTerms.data()[output * window.taps() + tap];
  }

  /** What taps outside the image wrongly add, with the sign that takes it away. */
  double correction(int output, BitSet outside) {
    double sum = 0;
    for (int tap = outside.nextSetBit(0); tap >= 0; tap = outside.nextSetBit(tap + 1)) {
      sum += levels.base() * tapSums[output][tap] + tapTerm(output, tap);
    }
    return -sum;
  }
}
