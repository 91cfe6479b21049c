package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;

/** The kernels of pooling, for {@link KernelCases}. */
final class PoolCases {

  private static final int WINDOW = 5;
  private static final int NO_RESULT = -7;

  private PoolCases() {}

  /** Starts in no order, more of them than count. */
  private static int[] starts(int channels) {
    int[] starts = new int[WINDOW + 2];
    for (int w = 0; w < starts.length; w++) {
      starts[w] = (w * 3) % starts.length * channels + 1;
    }
    return starts;
  }

  static KernelCase maximum(Kernels kernels, int channels, long seed) {
    return maximum("maximum", channels, seed, kernels::maximum);
  }

  /** Values are whole numbers, so that zero is the largest of some windows. */
  static KernelCase maximumRelu(Kernels kernels, int channels, long seed) {
    KernelCase test = maximum("maximumRelu", channels, seed, kernels.rectified()::maximumRelu);
    for (int c = MARGIN; c < MARGIN + channels; c++) {
      if (test.expected().values()[c] <= 0) {
        test.expected().set(c, 0);
        test.winners()[c] = Kernels.NOBODY;
      }
    }
    return test;
  }

  @FunctionalInterface
  private interface MaximumCall {
    void run(float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset);
  }

  private static KernelCase maximum(String name, int channels, long seed, MaximumCall call) {
    int[] starts = starts(channels);
    float[] x = Numbers.random(seed, starts.length * channels + 1);
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.round(4 * x[i] - 1);
    }
    float[] before = Numbers.random(seed + 1, channels + 2 * MARGIN);
    Expected expected = Expected.of(before);
    int[] winners = new int[channels + 2 * MARGIN];
    Arrays.fill(winners, NO_RESULT);
    for (int c = 0; c < channels; c++) {
      int best = 0;
      for (int w = 1; w < WINDOW; w++) {
        best = x[starts[w] + c] > x[starts[best] + c] ? w : best;
      }
      winners[MARGIN + c] = best;
      expected.set(MARGIN + c, x[starts[best] + c]);
    }
    return new KernelCase(
        name,
        0,
        expected,
        winners,
        () -> {
          float[] y = before.clone();
          int[] winner = new int[winners.length];
          Arrays.fill(winner, NO_RESULT);
          call.run(x, starts, WINDOW, channels, y, winner, MARGIN);
          return new Outcome(y, winner);
        });
  }

  static KernelCase maximumGradient(Kernels kernels, int channels, long seed) {
    Expected expected = Expected.of(beforeGradient(channels, seed));
    float[] dy = Numbers.random(seed, channels + 2 * MARGIN);
    int[] starts = starts(channels);
    int[] winner = winners(channels, seed);
    for (int c = MARGIN; c < MARGIN + channels; c++) {
      if (winner[c] != Kernels.NOBODY) {
        expected.add(starts[winner[c]] + c - MARGIN, dy[c]);
      }
    }
    return maximumGradient("maximumGradient", channels, seed, expected, kernels::maximumGradient);
  }

  static KernelCase spreadMaximum(Kernels kernels, int channels, long seed) {
    Expected expected = Expected.of(beforeGradient(channels, seed));
    float[] dy = Numbers.random(seed, channels + 2 * MARGIN);
    int[] starts = starts(channels);
    int[] winner = winners(channels, seed);
    for (int c = MARGIN; c < MARGIN + channels; c++) {
      for (int w = 0; w < WINDOW; w++) {
        expected.set(starts[w] + c - MARGIN, w == winner[c] ? dy[c] : 0);
      }
    }
    return maximumGradient("spreadMaximum", channels, seed, expected, kernels::spreadMaximum);
  }

  @FunctionalInterface
  private interface MaximumGradientCall {
    void run(
        float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx);
  }

  private static KernelCase maximumGradient(
      String name, int channels, long seed, Expected expected, MaximumGradientCall call) {
    return new KernelCase(
        name,
        1,
        expected,
        KernelCase.NONE,
        () -> {
          float[] dx = beforeGradient(channels, seed);
          float[] dy = Numbers.random(seed, channels + 2 * MARGIN);
          int[] winner = winners(channels, seed);
          call.run(dy, winner, MARGIN, channels, starts(channels), WINDOW, dx);
          return new Outcome(dx, KernelCase.NONE);
        });
  }

  private static float[] beforeGradient(int channels, long seed) {
    return Numbers.random(seed + 1, starts(channels).length * channels + 1);
  }

  /** All places of a window and nobody. */
  private static int[] winners(int channels, long seed) {
    int[] winner = new int[channels + 2 * MARGIN];
    for (int c = 0; c < channels; c++) {
      winner[MARGIN + c] = Kernels.NOBODY + (int) Math.floorMod(seed + 7L * c, WINDOW + 1L);
    }
    return winner;
  }
}
