package dev.alq.kernel;

import java.util.Arrays;

/**
 * What {@link ActivationKernels#rankSums} adds up, with the scratch memory it needs for that. Not
 * safe for use by several threads.
 *
 * @param sums for each rank r the number of elements at 2r and the sum of the positive ones at 2r +
 *     1
 * @param lanes sums of the elements that went through one lane; contents undefined
 */
public record RankSums(double[] sums, float[] lanes) {

  /** As many floats as four of the widest vectors hold. */
  private static final int LANE_SUMS = 4 * 32;

  /**
   * Sums of zero.
   *
   * @param bitwidth from 1 to {@link GroupKernels#MAX_BITWIDTH}; there are {@code 2^bitwidth} ranks
   */
  public RankSums(int bitwidth) {
    this(new double[2 << bitwidth], new float[LANE_SUMS]);
  }

  /** Makes all sums zero. */
  public void clear() {
    Arrays.fill(sums, 0);
  }

  /**
   * Adds other sums to these.
   *
   * @param other of the same bitwidth; not modified
   */
  public void add(RankSums other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other.sums[i];
    }
  }
}
