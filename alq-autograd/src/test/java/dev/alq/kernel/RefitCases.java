package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The loops of search and refit, for {@link KernelCases}; the size also chooses the bitwidth. */
final class RefitCases {

  private static final float[] NO_FLOATS = {};

  private RefitCases() {}

  /** Whole thresholds, steps that are exact, and numbers of which many are equal to thresholds. */
  static KernelCase rankMinima(Kernels kernels, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int bits = GroupCases.bitwidth(size);
    int count = (1 << bits) - 1;
    float[] thresholds = GroupCases.thresholds(count);
    int[] codeOfRank = random.ints(256, 0, 256).toArray();
    Arrays.setAll(codeOfRank, k -> codeOfRank[Math.min(k, count)]);
    float[] point = new float[MARGIN + size];
    float[] g = new float[MARGIN + size];
    float[] h = new float[MARGIN + size];
    int[] expected = new int[size + 2 * MARGIN];
    for (int j = 0; j < size; j++) {
      float number = 0.5f * random.nextInt(-count - 2, count + 3);
      float step = 0.25f * random.nextInt(-8, 9);
      h[MARGIN + j] = Math.scalb(1f, random.nextInt(-3, 4));
      g[MARGIN + j] = step * h[MARGIN + j];
      point[MARGIN + j] = number + step;
      expected[MARGIN + j] = (byte) codeOfRank[GroupCases.rank(number, thresholds, count)];
    }
    return new KernelCase(
        "rankMinima",
        0,
        new Expected(new double[0], new double[0]),
        expected,
        () -> {
          byte[] codes = new byte[size + 2 * MARGIN];
          kernels
              .groups()
              .rankMinima(
                  thresholds,
                  codeOfRank,
                  bits,
                  point,
                  g,
                  h,
                  MARGIN,
                  size,
                  codes,
                  MARGIN,
                  new GroupKernels.RankScratch(size));
          int[] result = new int[codes.length];
          Arrays.setAll(result, j -> codes[j]);
          return new Outcome(NO_FLOATS, result);
        });
  }

  /** First the matrix, then the sums of residuals. */
  static KernelCase refitSums(Kernels kernels, int size, long seed) {
    int bits = GroupCases.bitwidth(size);
    byte[] codes = GroupCases.codes(size, seed);
    float[] values = Numbers.random(seed + 1, 256);
    float[] g = Numbers.random(seed + 2, size);
    float[] h = Numbers.random(seed + 3, size);
    float[] reference = Numbers.random(seed + 4, size);
    Expected expected = Expected.zeros(bits * bits + bits);
    for (int j = 0; j < size; j++) {
      double value = values[codes[MARGIN + j] & 0xFF];
      for (int i = 0; i < bits; i++) {
        double sign = GroupCases.sign(codes, j, i);
        for (int k = 0; k < bits; k++) {
          expected.add(i * bits + k, sign * GroupCases.sign(codes, j, k) * h[j]);
        }
        expected.add(bits * bits + i, sign * g[j]);
        expected.add(bits * bits + i, sign * h[j] * value);
        expected.add(bits * bits + i, -sign * h[j] * reference[j]);
      }
    }
    return new KernelCase(
        "refitSums",
        8,
        expected,
        KernelCase.NONE,
        () -> {
          double[] matrix = new double[bits * bits];
          double[] sums = new double[bits];
          SignSums scratch = new SignSums(GroupKernels.MAX_BITWIDTH);
          float[] residuals = new float[size];
          kernels
              .groups()
              .refitSums(
                  codes, MARGIN, size, bits, values, g, h, reference, residuals, scratch, matrix,
                  sums);
          double[] all = Arrays.copyOf(matrix, matrix.length + bits);
          System.arraycopy(sums, 0, all, matrix.length, bits);
          return new Outcome(GroupCases.floats(all), KernelCase.NONE);
        });
  }

  /** First g, then h. */
  static KernelCase model(Kernels kernels, int size, long seed) {
    float epsilon = 0.125f;
    float[] m = Numbers.random(seed, MARGIN + size);
    float[] vMax = Numbers.random(seed + 1, MARGIN + size);
    for (int j = 0; j < vMax.length; j++) {
      vMax[j] = j % 7 == 0 ? 0 : Math.abs(vMax[j]);
    }
    Expected expected = Expected.zeros(2 * size);
    for (int j = 0; j < size; j++) {
      expected.add(j, 0.75 * m[MARGIN + j]);
      expected.add(size + j, 1.25 * Math.sqrt(vMax[MARGIN + j]));
      expected.add(size + j, 1.25 * epsilon);
    }
    return new KernelCase(
        "model",
        3,
        expected,
        KernelCase.NONE,
        () -> {
          float[] g = new float[size];
          float[] h = new float[size];
          kernels.groups().model(0.75f, 1.25f, epsilon, m, vMax, MARGIN, size, g, h);
          float[] all = Arrays.copyOf(g, 2 * size);
          System.arraycopy(h, 0, all, size, size);
          return new Outcome(all, KernelCase.NONE);
        });
  }
}
