package dev.alq.testing;

import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.Kernels;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Random operands and the kernel sets of this process. */
public final class Numbers {

  /** The largest relative error of one float32 rounding. */
  public static final double ROUNDING = 0x1p-24;

  private Numbers() {}

  /** The scalar kernels and, where this process has others, those. */
  public static Stream<Kernels> sets() {
    Kernels chosen = KernelChoice.kernels();
    Kernels scalar = KernelChoice.scalar();
    return chosen.name().equals(scalar.name()) ? Stream.of(scalar) : Stream.of(scalar, chosen);
  }

  /** Values between -1 and 1. */
  public static float[] random(long seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  public static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
