package dev.alq.kernel;

import java.util.Arrays;

/**
 * {@link GroupKernels} in plain loops. Sums by signs are first added up by code, in double: a
 * Walsh-Hadamard transform of those {@code 2^I} bins then holds, at each mask of bits, {@code Σ_c
 * (-1)^popcount(c & mask) bin_c}. With a set bit for plus, mask {@code 2^i} is minus the sum with
 * the signs of basis i, and mask {@code 2^i + 2^k} the one with the signs of both.
 */
final class ScalarGroups implements GroupKernels {

  private static final int SPLITS = SignSums.SPLITS;

  @Override
  public void lookUp(
      float[] values,
      int bitwidth,
      byte[] codes,
      int codesOffset,
      int count,
      float[] target,
      int targetOffset) {
    for (int j = 0; j < count; j++) {
      target[targetOffset + j] = values[codes[codesOffset + j] & 0xFF];
    }
  }

  @Override
  public void rank(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] numbers,
      int numbersOffset,
      int count,
      byte[] codes,
      int codesOffset,
      int[] ranks) {
    Arrays.fill(ranks, 0, count, 0);
    for (int stride = (1 << bitwidth) / 2; stride > 0; stride >>= 1) {
      bisect(thresholds, numbers, numbersOffset, count, ranks, stride);
    }
    translate(codeOfRank, ranks, count, codes, codesOffset);
  }

  @Override
  public void rankMinima(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] point,
      float[] g,
      float[] h,
      int from,
      int count,
      byte[] codes,
      int codesOffset,
      RankScratch scratch) {
    float[] numbers = scratch.numbers();
    minima(point, g, h, from, count, numbers);
    rank(thresholds, codeOfRank, bitwidth, numbers, 0, count, codes, codesOffset, scratch.ranks());
  }

  static void minima(float[] point, float[] g, float[] h, int from, int count, float[] numbers) {
    for (int j = 0; j < count; j++) {
      numbers[j] = point[from + j] - g[from + j] / h[from + j];
    }
  }

  /**
   * One level of a bisection. There are no branches, since which way a number goes is as good as
   * random, and the numbers do not wait for each other.
   */
  static void bisect(
      float[] thresholds, float[] numbers, int numbersOffset, int count, int[] ranks, int stride) {
    for (int j = 0; j < count; j++) {
      // The sign of a difference of floats is exact; the 0 keeps -0 from being below 0.
      float difference = (numbers[numbersOffset + j] + 0.0f) - thresholds[ranks[j] + stride - 1];
      ranks[j] += stride & ~(Float.floatToRawIntBits(difference) >> 31);
    }
  }

  static void translate(int[] codeOfRank, int[] ranks, int count, byte[] codes, int codesOffset) {
    for (int j = 0; j < count; j++) {
      codes[codesOffset + j] = (byte) codeOfRank[ranks[j]];
    }
  }

  @Override
  public void signedSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch,
      double[] sums) {
    transform(codes, codesOffset, count, bitwidth, x, xOffset, scratch);
    for (int i = 0; i < bitwidth; i++) {
      sums[i] = -scratch.bins()[1 << i];
    }
  }

  @Override
  public void pairSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch,
      double[] matrix) {
    transform(codes, codesOffset, count, bitwidth, x, xOffset, scratch);
    for (int i = 0; i < bitwidth; i++) {
      for (int k = 0; k < bitwidth; k++) {
        matrix[i * bitwidth + k] = scratch.bins()[(1 << i) ^ (1 << k)];
      }
    }
  }

  @Override
  public void refitSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] values,
      float[] g,
      float[] h,
      float[] reference,
      float[] residuals,
      SignSums scratch,
      double[] matrix,
      double[] sums) {
    lookUp(values, bitwidth, codes, codesOffset, count, residuals, 0);
    residuals(g, h, reference, count, residuals);
    pairSums(codes, codesOffset, count, bitwidth, h, 0, scratch, matrix);
    signedSums(codes, codesOffset, count, bitwidth, residuals, 0, scratch, sums);
  }

  /** Replaces values by their residuals. */
  static void residuals(float[] g, float[] h, float[] reference, int count, float[] residuals) {
    for (int j = 0; j < count; j++) {
      residuals[j] = g[j] + h[j] * (residuals[j] - reference[j]);
    }
  }

  private static void transform(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch) {
    double[] bins = scratch.bins();
    Arrays.fill(bins, 0, SPLITS << bitwidth, 0);
    addByCode(codes, codesOffset, count, x, xOffset, bins);
    for (int code = 0; code < 1 << bitwidth; code++) {
      int split = SPLITS * code;
      bins[code] = (bins[split] + bins[split + 1]) + (bins[split + 2] + bins[split + 3]);
    }
    for (int half = 1; half < 1 << bitwidth; half *= 2) {
      for (int block = 0; block < 1 << bitwidth; block += 2 * half) {
        for (int code = block; code < block + half; code++) {
          double clear = bins[code];
          double set = bins[code + half];
          bins[code] = clear + set;
          bins[code + half] = clear - set;
        }
      }
    }
  }

  private static void addByCode(
      byte[] codes, int codesOffset, int count, float[] x, int xOffset, double[] bins) {
    int whole = count & -SPLITS;
    for (int j = 0; j < whole; j += SPLITS) {
      int k = codesOffset + j;
      bins[SPLITS * (codes[k] & 0xFF)] += x[xOffset + j];
      bins[SPLITS * (codes[k + 1] & 0xFF) + 1] += x[xOffset + j + 1];
      bins[SPLITS * (codes[k + 2] & 0xFF) + 2] += x[xOffset + j + 2];
      bins[SPLITS * (codes[k + 3] & 0xFF) + 3] += x[xOffset + j + 3];
    }
    for (int j = whole; j < count; j++) {
      bins[SPLITS * (codes[codesOffset + j] & 0xFF)] += x[xOffset + j];
    }
  }

  /** Four partial sums, so that the additions do not wait for each other. */
  @Override
  public double sum(float[] x, int from, int to, SignSums scratch) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int whole = from + ((to - from) & -SPLITS);
    for (int k = from; k < whole; k += SPLITS) {
      a += x[k];
      b += x[k + 1];
      c += x[k + 2];
      d += x[k + 3];
    }
    for (int k = whole; k < to; k++) {
      a += x[k];
    }
    return (a + b) + (c + d);
  }

  @Override
  public void updateMoments(
      Decay decay,
      float[] gradient,
      int gradientOffset,
      float[] m,
      float[] v,
      float[] vMax,
      int from,
      int count) {
    for (int j = 0; j < count; j++) {
      float d = gradient[gradientOffset + j];
      int k = from + j;
      m[k] = decay.keep1() * m[k] + decay.take1() * d;
      v[k] = decay.keep2() * v[k] + decay.take2() * (d * d);
      vMax[k] = vMax[k] >= v[k] ? vMax[k] : v[k];
    }
  }

  /** Copied first: loops over one array at one index become vector code, others do not. */
  @Override
  public void model(
      float gradientScale,
      float curvatureScale,
      float epsilon,
      float[] m,
      float[] vMax,
      int from,
      int count,
      float[] g,
      float[] h) {
    System.arraycopy(m, from, g, 0, count);
    System.arraycopy(vMax, from, h, 0, count);
    for (int k = 0; k < count; k++) {
      g[k] = gradientScale * g[k];
    }
    for (int k = 0; k < count; k++) {
      h[k] = curvatureScale * ((float) Math.sqrt(h[k]) + epsilon);
    }
  }
}
