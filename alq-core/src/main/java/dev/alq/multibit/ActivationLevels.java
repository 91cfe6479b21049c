package dev.alq.multibit;

import dev.alq.kernel.ActivationKernels;
import dev.alq.kernel.GroupKernels;
import dev.alq.kernel.RankSums;
import java.util.Arrays;

/**
 * The values that the quantized activations of one layer take (section 4 of the paper): {@code
 * x_ref + Dγ} with {@code D ∈ {-1,+1}} and {@code γ ≥ 0}. Bit {@code i} of a code is set where
 * {@code d_i} is +1, so with {@code base = x_ref - Σγ}
 *
 * <pre>
 *   value(code) = base + Σ over the set bits i of 2·γ_i
 * </pre>
 *
 * <p>added in ascending order of i in double, starting from the base, and rounded once. The code 0
 * has the lowest value, which is exactly the base.
 *
 * <p>Values need not be ordered like their codes (γ = 1, 1.1, 1.2), and different codes may have
 * equal values. So numbers are ranked: the <i>rank</i> r of a number is how many thresholds are not
 * above it, and it becomes the r-th of the distinct values in ascending order, whose lowest code is
 * {@code code(r)}. A threshold is the smallest float that is nearer to the value above it than to
 * the one below; a number in the middle goes to the lower one. Comparisons of values, such as those
 * of a maximum over a window, are comparisons of ranks, not of codes.
 *
 * <p>Immutable.
 */
public final class ActivationLevels {

  private final float base;
  private final float[] coordinates;

  /** By code. */
  private final float[] values;

  /** The distinct values in ascending order; beyond them the last one again. */
  private final float[] sorted;

  /** Entry k parts rank k from rank k + 1; infinite from the last distinct value on. */
  private final float[] thresholds;

  /** The lowest code of each distinct value; beyond them the last one again. */
  private final int[] codeOfRank;

  private final int ranks;

  /**
   * Creates the values.
   *
   * @param base the lowest value, finite; 0 where x_ref is tied to {@code Σγ}
   * @param coordinates γ, from 1 to {@link MultiBitTensor#MAX_BITWIDTH} of them, finite and 0 or
   *     more; copied
   * @throws IllegalArgumentException if an argument is out of range or a value not finite
   */
  public ActivationLevels(float base, float... coordinates) {
    MultiBitTensor.requireMaxBitwidth(coordinates.length);
    // Adding 0 turns -0 into 0.
    this.base = base + 0.0f;
    this.coordinates = coordinates.clone();
    int count = 1 << coordinates.length;
    values = new float[count];
    for (int code = 0; code < count; code++) {
      values[code] = sum(code);
    }
    for (float coordinate : coordinates) {
      if (!(coordinate >= 0)) {
        throw new IllegalArgumentException("a coordinate of activations is " + coordinate);
      }
    }
    if (!Float.isFinite(base) || !Float.isFinite(values[count - 1])) {
      throw new IllegalArgumentException(
          "activations from " + base + " to " + values[count - 1] + " are not finite");
    }
    sorted = new float[Math.max(GroupKernels.TABLE, count)];
    codeOfRank = new int[sorted.length];
    thresholds = new float[sorted.length];
    ranks = rankValues();
  }

  private float sum(int code) {
    double sum = base;
    for (int i = 0; i < coordinates.length; i++) {
      if (((code >>> i) & 1) != 0) {
        sum += 2 * (double) coordinates[i];
      }
    }
    return (float) sum;
  }

  /** Fills the tables by rank; returns the number of distinct values. */
  private int rankValues() {
    long[] order = new long[values.length];
    for (int code = 0; code < order.length; code++) {
      order[code] = (long) ascending(values[code]) << Integer.SIZE | code;
    }
    Arrays.sort(order);
    int last = 0;
    sorted[0] = base;
    codeOfRank[0] = 0;
    for (long place : order) {
      int code = (int) place;
      if (values[code] > sorted[last]) {
        thresholds[last] = threshold(sorted[last], values[code]);
        last++;
        sorted[last] = values[code];
        codeOfRank[last] = code;
      }
    }
    Arrays.fill(thresholds, last, thresholds.length, Float.POSITIVE_INFINITY);
    Arrays.fill(sorted, last + 1, sorted.length, sorted[last]);
    Arrays.fill(codeOfRank, last + 1, codeOfRank.length, codeOfRank[last]);
    return last + 1;
  }

  /** An integer that is ordered like the float it is made from. */
  private static int ascending(float value) {
    int bits = Float.floatToIntBits(value);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  /** The smallest float above the middle, which a double holds exactly. */
  private static float threshold(float lower, float upper) {
    double middle = 0.5 * ((double) lower + upper);
    float rounded = (float) middle;
    return rounded > middle ? rounded : Math.nextUp(rounded);
  }

  /**
   * The number of bits of a code.
   *
   * @return I_A
   */
  public int bitwidth() {
    return coordinates.length;
  }

  /**
   * The lowest value, that of code 0.
   *
   * @return {@code x_ref - Σγ}
   */
  public float base() {
    return base;
  }

  /**
   * The highest value.
   *
   * @return {@code x_ref + Σγ}
   */
  public float highest() {
    return values[values.length - 1];
  }

  /**
   * The reference in the middle between the lowest and the highest value.
   *
   * @return x_ref, rounded once
   */
  public float reference() {
    double sum = base;
    for (float coordinate : coordinates) {
      sum += coordinate;
    }
    return (float) sum;
  }

  /**
   * The coordinates γ.
   *
   * @return a copy, one per bit
   */
  public float[] coordinates() {
    return coordinates.clone();
  }

  /**
   * The value of a code.
   *
   * @param code from 0 to {@code 2^bitwidth - 1}
   * @return {@code base + Σ 2·γ_i} over its set bits
   */
  public float value(int code) {
    return values[code];
  }

  /**
   * The number of ranks.
   *
   * @return how many distinct values there are, from 1 to {@code 2^bitwidth}
   */
  public int ranks() {
    return ranks;
  }

  /**
   * A value by its rank.
   *
   * @param rank from 0 to {@code ranks() - 1}
   * @return the distinct value with so many others below it
   */
  public float level(int rank) {
    return sorted[rank];
  }

  /**
   * The code of a rank.
   *
   * @param rank from 0 to {@code ranks() - 1}
   * @return the lowest code of that value
   */
  public int code(int rank) {
    return codeOfRank[rank];
  }

  /**
   * What parts two ranks.
   *
   * @param rank from 0 to {@code ranks() - 2}
   * @return the smallest number of rank {@code rank + 1}
   */
  public float threshold(int rank) {
    return thresholds[rank];
  }

  /**
   * The rank of a number.
   *
   * @param number any but NaN
   * @return from 0 to {@code ranks() - 1}
   */
  public int rank(float number) {
    int rank = 0;
    while (rank < ranks - 1 && number >= thresholds[rank]) {
      rank++;
    }
    return rank;
  }

  /**
   * Replaces numbers by their nearest values; what is not finite becomes not a number.
   *
   * @param kernels what computes; all sets give the same bits
   * @param x not modified unless it is {@code y}
   * @param y modified in the range; may be {@code x}
   * @param from first index
   * @param to end of the range
   */
  public void quantize(ActivationKernels kernels, float[] x, float[] y, int from, int to) {
    kernels.quantize(thresholds, sorted, bitwidth(), x, y, from, to);
  }

  /**
   * Gives numbers the codes of their nearest values.
   *
   * @param kernels what computes; all sets give the same codes
   * @param x finite numbers; not modified
   * @param from first index in {@code x}
   * @param count number of elements
   * @param codes modified: receives the codes from {@code offset} on
   * @param offset where in {@code codes} to begin
   * @param scratch at least {@code count} places; modified
   */
  public void encode(
      GroupKernels kernels,
      float[] x,
      int from,
      int count,
      byte[] codes,
      int offset,
      int[] scratch) {
    kernels.rank(thresholds, codeOfRank, bitwidth(), x, from, count, codes, offset, scratch);
  }

  /**
   * Counts the numbers of each rank and adds up the positive ones.
   *
   * @param kernels what computes
   * @param x not modified
   * @param from first index
   * @param to end of the range
   * @param sums of the same bitwidth; added to
   */
  public void addRanks(ActivationKernels kernels, float[] x, int from, int to, RankSums sums) {
    kernels.rankSums(thresholds, bitwidth(), x, from, to, sums);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ActivationLevels that
        && base == that.base
        && Arrays.equals(coordinates, that.coordinates);
  }

  @Override
  public int hashCode() {
    return 31 * Float.hashCode(base) + Arrays.hashCode(coordinates);
  }

  @Override
  public String toString() {
    return "base " + base + ", coordinates " + Arrays.toString(coordinates);
  }
}
