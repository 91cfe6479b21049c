package dev.alq.step;

import dev.alq.multibit.Levels;
import java.util.Arrays;

/**
 * The best bases for given coordinates, Eq. (17)-(20). The curvature H is diagonal, so each weight
 * takes, independently of all others, the value nearest to the unconstrained minimum:
 *
 * <pre>
 *   b_j = argmin over b ∈ {-1,+1}^I of | bᵀα - (ŵ_j - g_j/H_jj) |
 * </pre>
 *
 * <p>A tie goes to the lower code. The result is that of an exhaustive search, but found by
 * bisection: the {@code 2^I} values are sorted once per group, and between two neighbours in that
 * order stands a threshold, the smallest float for which the upper one is to be taken. The values
 * come out sorted by merging: those with basis i are those without it, shifted by {@code -α_i} and
 * {@code +α_i}.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class BasisSearch {

  /** Weights that go through the bisection together. */
  private static final int BLOCK = 256;

  private final Levels levels;
  private final double[] sorted;
  private final double[] merged;
  private final int[] sortedCodes;
  private final int[] mergedCodes;

  /** Entry k parts rank k from rank k + 1; infinite from the last distinct value on. */
  private final float[] thresholds;

  private final byte[] codeOfRank;
  private final int[] ranks = new int[BLOCK];

  /** Half the number of ranks, a power of two: the first stride of the bisection. */
  private int firstStride;

  /**
   * Creates a search.
   *
   * @param maxBitwidth largest bitwidth of a group, from 1 to {@link
   *     dev.alq.multibit.MultiBitTensor#MAX_BITWIDTH}
   */
  public BasisSearch(int maxBitwidth) {
    levels = new Levels(maxBitwidth);
    int count = 1 << maxBitwidth;
    sorted = new double[count];
    merged = new double[count];
    sortedCodes = new int[count];
    mergedCodes = new int[count];
    thresholds = new float[count];
    codeOfRank = new byte[count];
  }

  /**
   * Takes up the coordinates of a group and computes the values of Eq. (20).
   *
   * @param coordinates α from {@code offset} on, finite; not modified
   * @param offset where in {@code coordinates} the group begins
   * @param bitwidth I, from 0 to the maximum
   * @return the values {@code bᵀα}, valid until the next call
   */
  public Levels prepare(float[] coordinates, int offset, int bitwidth) {
    levels.compute(coordinates, offset, bitwidth);
    sort(coordinates, offset, bitwidth);
    setThresholds();
    return levels;
  }

  /** Sorts the values by merging, with the same additions in the same order as the levels. */
  private void sort(float[] coordinates, int offset, int bitwidth) {
    sorted[0] = 0;
    sortedCodes[0] = 0;
    for (int i = 0; i < bitwidth; i++) {
      merge(coordinates[offset + i], i);
    }
  }

  private void merge(double alpha, int i) {
    int count = 1 << i;
    // A negative α exchanges which of the two shifted runs is the lower one.
    double shift = Math.abs(alpha);
    int lowerBit = alpha < 0 ? count : 0;
    int upperBit = count - lowerBit;
    int lower = 0;
    int upper = 0;
    for (int k = 0; k < 2 * count; k++) {
      if (lower < count && sorted[lower] - shift <= sorted[upper] + shift) {
        merged[k] = sorted[lower] - shift;
        mergedCodes[k] = sortedCodes[lower++] | lowerBit;
      } else {
        merged[k] = sorted[upper] + shift;
        mergedCodes[k] = sortedCodes[upper++] | upperBit;
      }
    }
    System.arraycopy(merged, 0, sorted, 0, 2 * count);
    System.arraycopy(mergedCodes, 0, sortedCodes, 0, 2 * count);
  }

  /** Gives each distinct value a rank, with the lowest of its codes, and parts the ranks. */
  private void setThresholds() {
    int ranks = 0;
    for (int k = 0; k < levels.count(); k++) {
      int code = sortedCodes[k];
      float value = levels.value(code);
      if (ranks > 0 && value == levels.value(codeOfRank[ranks - 1] & 0xFF)) {
        codeOfRank[ranks - 1] = (byte) Math.min(codeOfRank[ranks - 1] & 0xFF, code);
      } else {
        codeOfRank[ranks++] = (byte) code;
      }
    }
    for (int k = 0; k < ranks - 1; k++) {
      thresholds[k] = threshold(codeOfRank[k] & 0xFF, codeOfRank[k + 1] & 0xFF);
    }
    for (int k = ranks - 1; k < levels.count(); k++) {
      thresholds[k] = Float.POSITIVE_INFINITY;
      codeOfRank[k] = codeOfRank[ranks - 1];
    }
    firstStride = levels.count() / 2;
  }

  /** The smallest float that goes to {@code upper} and not to {@code lower}. */
  private float threshold(int lower, int upper) {
    double middle = 0.5 * ((double) levels.value(lower) + levels.value(upper));
    float rounded = (float) middle;
    if (rounded > middle) {
      return rounded;
    }
    boolean upperWinsTie = upper < lower;
    return rounded == middle && upperWinsTie ? rounded : Math.nextUp(rounded);
  }

  /**
   * Gives each weight the code of the value nearest to its target.
   *
   * @param targets one per weight from 0 on, {@code ŵ - g/H}; not modified
   * @param count number of weights
   * @param codes modified: receives the codes from {@code offset} on
   * @param offset where in {@code codes} to begin
   */
  public void search(float[] targets, int count, byte[] codes, int offset) {
    for (int from = 0; from < count; from += BLOCK) {
      int length = Math.min(BLOCK, count - from);
      Arrays.fill(ranks, 0, length, 0);
      for (int stride = firstStride; stride > 0; stride >>= 1) {
        bisect(targets, from, length, stride);
      }
      for (int j = 0; j < length; j++) {
        codes[offset + from + j] = codeOfRank[ranks[j]];
      }
    }
  }

  /**
   * One level of the bisection for a block of weights. There are no branches, since which way a
   * weight goes is as good as random, and the weights do not wait for each other.
   */
  private void bisect(float[] targets, int from, int length, int stride) {
    for (int j = 0; j < length; j++) {
      // The sign of a difference of floats is exact: set where target < threshold.
      float difference = targets[from + j] - thresholds[ranks[j] + stride - 1];
      ranks[j] += stride & ~(Float.floatToRawIntBits(difference) >> 31);
    }
  }
}
