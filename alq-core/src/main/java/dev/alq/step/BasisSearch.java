package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.Levels;
import dev.alq.optim.QuadraticModel;

/**
 * The best bases for given coordinates, Eq. (17)-(20). The curvature H is diagonal, so each weight
 * takes, independently of all others, the value nearest to the unconstrained minimum:
 *
 * <pre>
 *   b_j = argmin over b ∈ {-1,+1}^I of | bᵀα - (ŵ_j - g_j/H_jj) |
 * </pre>
 *
 * <p>A tie goes to the lower code. The result is that of an exhaustive search, but found by
 * ranking: the {@code 2^I} values are sorted once per group, and between two neighbours in that
 * order stands a threshold, the smallest float for which the upper one is to be taken. The values
 * come out sorted by merging: those with basis i are those without it, shifted by {@code -α_i} and
 * {@code +α_i}.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class BasisSearch {

  /** Weights that are ranked together. */
  private static final int BLOCK = 1024;

  private final GroupKernels kernels;
  private final Levels levels;
  private double[] sorted;
  private double[] merged;
  private int[] sortedCodes;
  private int[] mergedCodes;

  /** The values in ascending order, each once. */
  private final float[] distinct;

  /** Entry k parts rank k from rank k + 1; infinite from the last distinct value on. */
  private final float[] thresholds;

  private final int[] codeOfRank;
  private final GroupKernels.RankScratch scratch = new GroupKernels.RankScratch(BLOCK);

  /**
   * Creates a search.
   *
   * @param maxBitwidth largest bitwidth of a group, from 1 to {@link
   *     dev.alq.multibit.MultiBitTensor#MAX_BITWIDTH}
   * @param kernels what ranks the weights; all sets give the same codes
   */
  public BasisSearch(int maxBitwidth, GroupKernels kernels) {
    this.kernels = kernels;
    levels = new Levels(maxBitwidth, kernels);
    int count = 1 << maxBitwidth;
    sorted = new double[count];
    merged = new double[count];
    sortedCodes = new int[count];
    mergedCodes = new int[count];
    distinct = new float[count];
    thresholds = new float[Math.max(GroupKernels.TABLE, count)];
    codeOfRank = new int[thresholds.length];
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
      merge(coordinates[offset + i], 1 << i);
    }
  }

  /**
   * The values with one more basis. Complementing a code negates its value, so the upper half
   * mirrors the lower one.
   */
  private void merge(double alpha, int count) {
    // A negative α exchanges which of the two shifted runs is the lower one.
    double shift = Math.abs(alpha);
    int lowerBit = alpha < 0 ? count : 0;
    int upperBit = count - lowerBit;
    int lower = 0;
    int upper = 0;
    for (int k = 0; k < count; k++) {
      double fromLower = sorted[lower] - shift;
      double fromUpper = sorted[upper] + shift;
      if (fromLower <= fromUpper) {
        merged[k] = fromLower;
        mergedCodes[k] = sortedCodes[lower++] | lowerBit;
      } else {
        merged[k] = fromUpper;
        mergedCodes[k] = sortedCodes[upper++] | upperBit;
      }
    }
    for (int k = 0; k < count; k++) {
      merged[2 * count - 1 - k] = -merged[k];
      mergedCodes[2 * count - 1 - k] = 2 * count - 1 - mergedCodes[k];
    }
    double[] values = sorted;
    sorted = merged;
    merged = values;
    int[] codes = sortedCodes;
    sortedCodes = mergedCodes;
    mergedCodes = codes;
  }

  /** Gives each distinct value a rank, with the lowest of its codes, and parts the ranks. */
  private void setThresholds() {
    int count = levels.count();
    int last = 0;
    float value = (float) sorted[0];
    codeOfRank[0] = sortedCodes[0];
    for (int k = 1; k < count; k++) {
      float next = (float) sorted[k];
      int code = sortedCodes[k];
      if (next == value) {
        codeOfRank[last] = Math.min(codeOfRank[last], code);
      } else {
        distinct[last++] = value;
        codeOfRank[last] = code;
        value = next;
      }
    }
    distinct[last] = value;
    for (int k = 0; k < last; k++) {
      thresholds[k] = threshold(k);
    }
    for (int k = last; k < count; k++) {
      thresholds[k] = Float.POSITIVE_INFINITY;
      codeOfRank[k] = codeOfRank[last];
    }
  }

  /**
   * The smallest float that goes to rank k + 1 and not to rank k; never -0. Whether the middle is
   * rounded up, down or not at all is as good as random, so there is no branch on it.
   */
  private float threshold(int k) {
    double middle = 0.5 * ((double) distinct[k] + distinct[k + 1]);
    float rounded = (float) middle + 0.0f;
    // Negative if the rounded middle goes to the upper rank by its distance, else 0 or positive.
    long distance = Double.doubleToRawLongBits(middle - rounded + 0.0);
    int upperWinsTie = (codeOfRank[k + 1] - codeOfRank[k]) >>> 31;
    int next = 1 + (int) ((distance - upperWinsTie) >> 63);
    int bits = Float.floatToRawIntBits(rounded);
    int towardsInfinity = 1 | (bits >> 31);
    return Float.intBitsToFloat(bits + next * towardsInfinity) + 0.0f;
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
      kernels.rank(
          thresholds,
          codeOfRank,
          levels.bitwidth(),
          targets,
          from,
          Math.min(BLOCK, count - from),
          codes,
          offset + from,
          scratch.ranks());
    }
  }

  /**
   * Gives each weight the code of the value nearest to the unconstrained minimum of a model, {@code
   * point - g/H}.
   *
   * @param model the model
   * @param point where it was built, one element per weight from 0 on; not modified
   * @param codes modified: receives the codes from {@code offset} on
   * @param offset where in {@code codes} to begin
   */
  public void search(QuadraticModel model, float[] point, byte[] codes, int offset) {
    int count = model.size();
    for (int from = 0; from < count; from += BLOCK) {
      kernels.rankMinima(
          thresholds,
          codeOfRank,
          levels.bitwidth(),
          point,
          model.g(),
          model.h(),
          from,
          Math.min(BLOCK, count - from),
          codes,
          offset + from,
          scratch);
    }
  }
}
