package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The loops of multi-bit weights, for {@link KernelCases}; the size also chooses the bitwidth. */
final class GroupCases {

  private static final float[] NO_FLOATS = {};

  private GroupCases() {}

  static int bitwidth(int size) {
    return size % (GroupKernels.MAX_BITWIDTH + 1);
  }

  static byte[] codes(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] codes = new byte[MARGIN + size];
    for (int j = 0; j < size; j++) {
      codes[MARGIN + j] = (byte) random.nextInt(1 << bitwidth(size));
    }
    return codes;
  }

  static double sign(byte[] codes, int j, int i) {
    return ((codes[MARGIN + j] >>> i) & 1) != 0 ? 1 : -1;
  }

  static KernelCase lookUp(Kernels kernels, int size, long seed) {
    float[] values = Numbers.random(seed, 256);
    byte[] codes = codes(size, seed);
    double[] expected = new double[size + 2 * MARGIN];
    for (int j = 0; j < size; j++) {
      expected[MARGIN + j] = values[codes[MARGIN + j] & 0xFF];
    }
    return new KernelCase(
        "lookUp",
        0,
        new Expected(expected, new double[expected.length]),
        KernelCase.NONE,
        () -> {
          float[] target = new float[size + 2 * MARGIN];
          kernels.groups().lookUp(values, bitwidth(size), codes, MARGIN, size, target, MARGIN);
          return new Outcome(target, KernelCase.NONE);
        });
  }

  /** Whole numbers, but the last ones infinite. */
  static float[] thresholds(int count) {
    float[] thresholds = new float[256];
    for (int k = 0; k < count; k++) {
      thresholds[k] = k < count - 2 || k == 0 ? k - count / 2 : Float.POSITIVE_INFINITY;
    }
    return thresholds;
  }

  /** How many thresholds a number reaches. */
  static int rank(float number, float[] thresholds, int count) {
    int rank = 0;
    while (rank < count && thresholds[rank] <= number) {
      rank++;
    }
    return rank;
  }

  /** Many numbers are equal to thresholds, and the last thresholds are infinite. */
  static KernelCase rank(Kernels kernels, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int count = (1 << bitwidth(size)) - 1;
    float[] thresholds = thresholds(count);
    int[] codeOfRank = random.ints(256, 0, 256).toArray();
    float[] numbers = new float[MARGIN + size];
    int[] expected = new int[size + 2 * MARGIN];
    for (int j = 0; j < size; j++) {
      float number = 0.5f * random.nextInt(-count - 2, count + 3);
      numbers[MARGIN + j] = number == 0 ? -0f : number;
      expected[MARGIN + j] = (byte) codeOfRank[rank(number, thresholds, count)];
    }
    return new KernelCase(
        "rank",
        0,
        new Expected(new double[0], new double[0]),
        expected,
        () -> {
          byte[] codes = new byte[size + 2 * MARGIN];
          kernels
              .groups()
              .rank(
                  thresholds,
                  codeOfRank,
                  bitwidth(size),
                  numbers,
                  MARGIN,
                  size,
                  codes,
                  MARGIN,
                  new int[size]);
          int[] result = new int[codes.length];
          Arrays.setAll(result, j -> codes[j]);
          return new Outcome(NO_FLOATS, result);
        });
  }

  static KernelCase signedSums(Kernels kernels, int size, long seed) {
    int bits = bitwidth(size);
    byte[] codes = codes(size, seed);
    float[] x = Numbers.random(seed, MARGIN + size);
    double[] expected = new double[bits];
    double[] magnitudes = new double[bits];
    for (int i = 0; i < bits; i++) {
      for (int j = 0; j < size; j++) {
        expected[i] += sign(codes, j, i) * x[MARGIN + j];
        magnitudes[i] += Math.abs(x[MARGIN + j]);
      }
    }
    return new KernelCase(
        "signedSums",
        5,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          double[] sums = new double[bits];
          SignSums scratch = new SignSums(GroupKernels.MAX_BITWIDTH);
          kernels.groups().signedSums(codes, MARGIN, size, bits, x, MARGIN, scratch, sums);
          return new Outcome(floats(sums), KernelCase.NONE);
        });
  }

  static KernelCase pairSums(Kernels kernels, int size, long seed) {
    int bits = bitwidth(size);
    byte[] codes = codes(size, seed);
    float[] x = Numbers.random(seed, MARGIN + size);
    double[] expected = new double[bits * bits];
    double[] magnitudes = new double[bits * bits];
    for (int i = 0; i < bits; i++) {
      for (int k = 0; k < bits; k++) {
        for (int j = 0; j < size; j++) {
          expected[i * bits + k] += sign(codes, j, i) * sign(codes, j, k) * x[MARGIN + j];
          magnitudes[i * bits + k] += Math.abs(x[MARGIN + j]);
        }
      }
    }
    return new KernelCase(
        "pairSums",
        5,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          double[] matrix = new double[bits * bits];
          SignSums scratch = new SignSums(GroupKernels.MAX_BITWIDTH);
          kernels.groups().pairSums(codes, MARGIN, size, bits, x, MARGIN, scratch, matrix);
          return new Outcome(floats(matrix), KernelCase.NONE);
        });
  }

  static KernelCase sum(Kernels kernels, int size, long seed) {
    float[] x = Numbers.random(seed, size + 2 * MARGIN);
    double[] expected = new double[1];
    double[] magnitudes = new double[1];
    for (int j = MARGIN; j < MARGIN + size; j++) {
      expected[0] += x[j];
      magnitudes[0] += Math.abs(x[j]);
    }
    return new KernelCase(
        "sum",
        5,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          SignSums scratch = new SignSums(GroupKernels.MAX_BITWIDTH);
          double sum = kernels.groups().sum(x, MARGIN, MARGIN + size, scratch);
          return new Outcome(floats(new double[] {sum}), KernelCase.NONE);
        });
  }

  static KernelCase updateMoments(Kernels kernels, int size, long seed) {
    GroupKernels.Decay decay = new GroupKernels.Decay(0.75f, 0.25f, 0.875f, 0.125f);
    int length = size + 2 * MARGIN;
    float[] gradient = Numbers.random(seed, 1 + length);
    float[] moments = Numbers.random(seed + 1, 3 * length);
    double[] expected = Numbers.doubles(moments);
    double[] magnitudes = new double[3 * length];
    for (int k = MARGIN; k < MARGIN + size; k++) {
      double d = gradient[1 + k];
      expected[k] = 0.75 * expected[k] + 0.25 * d;
      magnitudes[k] = Math.abs(expected[k]) + Math.abs(d);
      expected[length + k] = 0.875 * expected[length + k] + 0.125 * d * d;
      magnitudes[length + k] = 2;
      expected[2 * length + k] = Math.max(expected[2 * length + k], expected[length + k]);
      magnitudes[2 * length + k] = 2;
    }
    return new KernelCase(
        "updateMoments",
        3,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          float[] m = Arrays.copyOfRange(moments, 0, length);
          float[] v = Arrays.copyOfRange(moments, length, 2 * length);
          float[] vMax = Arrays.copyOfRange(moments, 2 * length, 3 * length);
          kernels.groups().updateMoments(decay, gradient, 1 + MARGIN, m, v, vMax, MARGIN, size);
          float[] all = Arrays.copyOf(m, 3 * length);
          System.arraycopy(v, 0, all, length, length);
          System.arraycopy(vMax, 0, all, 2 * length, length);
          return new Outcome(all, KernelCase.NONE);
        });
  }

  static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
