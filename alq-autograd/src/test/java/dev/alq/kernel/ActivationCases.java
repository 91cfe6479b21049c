package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.SplittableRandom;

/** The loops of quantized activations, for {@link KernelCases}; the size also chooses the bits. */
final class ActivationCases {

  private ActivationCases() {}

  private static int bitwidth(int size) {
    return 1 + size % GroupKernels.MAX_BITWIDTH;
  }

  /** Multiples of ½ around 0, the last of them infinite where there are several. */
  static float[] thresholds(int bitwidth) {
    int count = (1 << bitwidth) - 1;
    float[] thresholds = new float[1 << GroupKernels.MAX_BITWIDTH];
    for (int k = 0; k < count; k++) {
      thresholds[k] = k == 0 || k < count - 1 ? 0.5f * (k - count / 2) : Float.POSITIVE_INFINITY;
    }
    return thresholds;
  }

  /** Many numbers are equal to thresholds. */
  static float[] numbers(int bitwidth, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      float number = 0.25f * random.nextInt(-(2 << bitwidth), (2 << bitwidth) + 1);
      numbers[i] = number == 0 ? -0f : number;
    }
    return numbers;
  }

  private static int rank(float[] thresholds, int bitwidth, float number) {
    int rank = 0;
    while (rank < (1 << bitwidth) - 1 && thresholds[rank] <= number) {
      rank++;
    }
    return rank;
  }

  static KernelCase quantize(Kernels kernels, int size, long seed) {
    int bits = bitwidth(size);
    float[] thresholds = thresholds(bits);
    float[] levels = Numbers.random(seed + 1, 1 << GroupKernels.MAX_BITWIDTH);
    float[] x = numbers(bits, size + 2 * MARGIN, seed);
    float[] before = Numbers.random(seed + 2, size + 2 * MARGIN);
    Expected expected = Expected.of(before);
    for (int i = MARGIN; i < MARGIN + size; i++) {
      expected.set(i, levels[rank(thresholds, bits, x[i])]);
    }
    return new KernelCase(
        "quantize",
        0,
        expected,
        KernelCase.NONE,
        () -> {
          float[] y = before.clone();
          kernels.activations().quantize(thresholds, levels, bits, x, y, MARGIN, MARGIN + size);
          return new Outcome(y, KernelCase.NONE);
        });
  }

  static KernelCase gradientInside(Kernels kernels, int size, long seed) {
    float[] x = numbers(bitwidth(size), size + 2 * MARGIN, seed);
    float[] dy = Numbers.random(seed + 1, size + 2 * MARGIN);
    float[] before = Numbers.random(seed + 2, size + 2 * MARGIN);
    Expected expected = Expected.of(before);
    for (int i = MARGIN; i < MARGIN + size; i++) {
      expected.set(i, x[i] >= 0 && x[i] <= 1.25f ? dy[i] : 0);
    }
    return new KernelCase(
        "gradientInside",
        0,
        expected,
        KernelCase.NONE,
        () -> {
          float[] dx = before.clone();
          kernels.activations().gradientInside(0, 1.25f, x, dy, dx, MARGIN, MARGIN + size);
          return new Outcome(dx, KernelCase.NONE);
        });
  }

  static KernelCase rankSums(Kernels kernels, int size, long seed) {
    int bits = bitwidth(size);
    float[] thresholds = thresholds(bits);
    float[] x = numbers(bits, size + 2 * MARGIN, seed);
    Expected expected = Expected.zeros(2 << bits);
    for (int i = MARGIN; i < MARGIN + size; i++) {
      int rank = rank(thresholds, bits, x[i]);
      expected.add(2 * rank, 1);
      expected.add(2 * rank + 1, Math.max(x[i], 0));
    }
    return new KernelCase(
        "rankSums",
        5,
        expected,
        KernelCase.NONE,
        () -> {
          RankSums sums = new RankSums(bits);
          kernels.activations().rankSums(thresholds, bits, x, MARGIN, MARGIN + size, sums);
          return new Outcome(GroupCases.floats(sums.sums()), KernelCase.NONE);
        });
  }
}
