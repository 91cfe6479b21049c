package dev.alq.multibit;

import dev.alq.kernel.GroupKernels;

/**
 * The {@code 2^I} values {@code bᵀα} that a weight of one group can take, Eq. (20), by code: bit
 * {@code i} of a code is set when the weight's entry of basis {@code i} is +1.
 *
 * <p>Each value is {@code ±α_0 ±α_1 …} added from left to right in double and rounded once. So
 * negating a coordinate and complementing its bit leaves every value bit for bit as it was, and a
 * group of bitwidth 0 has the single value 0. Reusable and not safe for use by several threads.
 */
public final class Levels {

  private final GroupKernels kernels;
  private final float[] values;
  private final double[] sums;
  private int bitwidth;

  /**
   * Creates a table for groups up to a bitwidth; it holds the value 0 of an empty group.
   *
   * @param maxBitwidth from 1 to {@link MultiBitTensor#MAX_BITWIDTH}
   * @param kernels what looks values up
   * @throws IllegalArgumentException if {@code maxBitwidth} is out of that range
   */
  public Levels(int maxBitwidth, GroupKernels kernels) {
    MultiBitTensor.requireMaxBitwidth(maxBitwidth);
    this.kernels = kernels;
    values = new float[Math.max(GroupKernels.TABLE, 1 << maxBitwidth)];
    sums = new double[1 << maxBitwidth];
  }

  /**
   * Computes the values of a group.
   *
   * @param coordinates α from {@code offset} on; not modified
   * @param offset where in {@code coordinates} the group begins
   * @param groupBitwidth I, the number of its coordinates, from 0 to the maximum
   * @throws IndexOutOfBoundsException if the array or this table is too small
   */
  public void compute(float[] coordinates, int offset, int groupBitwidth) {
    bitwidth = groupBitwidth;
    sums[0] = 0;
    for (int i = 0; i < groupBitwidth; i++) {
      double alpha = coordinates[offset + i];
      int half = 1 << i;
      for (int code = 0; code < half; code++) {
        double sum = sums[code];
        sums[code] = sum - alpha;
        sums[half + code] = sum + alpha;
      }
    }
    for (int code = 0; code < 1 << groupBitwidth; code++) {
      values[code] = (float) sums[code];
    }
  }

  /**
   * The number of values computed last.
   *
   * @return {@code 2^I}
   */
  public int count() {
    return 1 << bitwidth;
  }

  /**
   * The bitwidth the values were computed for.
   *
   * @return I
   */
  public int bitwidth() {
    return bitwidth;
  }

  /**
   * One value.
   *
   * @param code from 0 to {@code count() - 1}
   * @return {@code bᵀα}
   */
  public float value(int code) {
    return values[code];
  }

  /**
   * The values themselves, not a copy.
   *
   * @return {@link #count()} values by code, in an array of at least {@link GroupKernels#TABLE}
   */
  public float[] table() {
    return values;
  }

  /**
   * The values of a run of codes: {@code target[targetOffset + j·targetStep] = bᵀα} for the code
   * {@code codes[codesOffset + j]}.
   *
   * @param codes one code per weight, less than {@code count()}; not modified
   * @param codesOffset where in {@code codes} to begin
   * @param count number of weights
   * @param target modified
   * @param targetOffset where in {@code target} to begin
   * @param targetStep distance between neighbours in {@code target}
   */
  public void lookUp(
      byte[] codes, int codesOffset, int count, float[] target, int targetOffset, int targetStep) {
    if (targetStep == 1) {
      kernels.lookUp(values, bitwidth, codes, codesOffset, count, target, targetOffset);
      return;
    }
    for (int j = 0; j < count; j++) {
      target[targetOffset + j * targetStep] = values[codes[codesOffset + j] & 0xFF];
    }
  }
}
