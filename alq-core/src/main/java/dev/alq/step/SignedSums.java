package dev.alq.step;

import java.util.Arrays;

/**
 * Sums of one number per weight over the signs of the bases: {@code Σ_j x_j}, {@code Σ_j B_ji x_j}
 * and {@code Σ_j B_ji B_jk x_j} of one group, in double.
 *
 * <p>The signs of a weight depend on its code alone, so the x are first added up by code. A
 * Walsh-Hadamard transform of those {@code 2^I} bins then holds, at each mask of bits, {@code Σ_c
 * (-1)^popcount(c & mask) bin_c}. With {@code B_ji = +1} for a set bit, mask 0 is the plain sum,
 * mask {@code 2^i} is minus the sum with the signs of basis i, and mask {@code 2^i + 2^k} the one
 * with the signs of both. That costs one addition per weight instead of {@code I(I+1)/2}.
 */
final class SignedSums {

  /** Neighbouring weights often share a code; separate bins keep their additions independent. */
  private static final int LANES = 4;

  private final double[] bins;
  private int bitwidth;

  SignedSums(int maxBitwidth) {
    bins = new double[LANES << maxBitwidth];
  }

  /**
   * Adds up a group.
   *
   * @param x one number per weight from {@code xOffset} on; not modified
   * @param xOffset where in {@code x} the group begins
   * @param codes one code per weight from {@code codesOffset} on, below {@code 2^groupBitwidth};
   *     not modified
   * @param codesOffset where in {@code codes} the group begins
   * @param n number of weights
   * @param groupBitwidth I
   */
  void compute(float[] x, int xOffset, byte[] codes, int codesOffset, int n, int groupBitwidth) {
    bitwidth = groupBitwidth;
    Arrays.fill(bins, 0, LANES << bitwidth, 0);
    int quads = n & -LANES;
    for (int j = 0; j < quads; j += LANES) {
      int k = codesOffset + j;
      bins[LANES * (codes[k] & 0xFF)] += x[xOffset + j];
      bins[LANES * (codes[k + 1] & 0xFF) + 1] += x[xOffset + j + 1];
      bins[LANES * (codes[k + 2] & 0xFF) + 2] += x[xOffset + j + 2];
      bins[LANES * (codes[k + 3] & 0xFF) + 3] += x[xOffset + j + 3];
    }
    for (int j = quads; j < n; j++) {
      bins[LANES * (codes[codesOffset + j] & 0xFF)] += x[xOffset + j];
    }
    joinLanes();
    transform();
  }

  private void joinLanes() {
    for (int code = 0; code < 1 << bitwidth; code++) {
      int lane = LANES * code;
      bins[code] = (bins[lane] + bins[lane + 1]) + (bins[lane + 2] + bins[lane + 3]);
    }
  }

  private void transform() {
    int count = 1 << bitwidth;
    for (int half = 1; half < count; half *= 2) {
      for (int block = 0; block < count; block += 2 * half) {
        for (int code = block; code < block + half; code++) {
          double clear = bins[code];
          double set = bins[code + half];
          bins[code] = clear + set;
          bins[code + half] = clear - set;
        }
      }
    }
  }

  /** {@code Σ_j x_j}. */
  double total() {
    return bins[0];
  }

  /** {@code Σ_j B_ji x_j}. */
  double along(int i) {
    return -bins[1 << i];
  }

  /** {@code Σ_j B_ji B_jk x_j}. */
  double along(int i, int k) {
    return bins[(1 << i) ^ (1 << k)];
  }
}
