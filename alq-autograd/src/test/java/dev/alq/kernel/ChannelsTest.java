package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Sums per channel, the order of channels, and the cutting of elementwise work. */
class ChannelsTest {

  private static final long SEED = 19;

  /** The last of each has more than one block. */
  private static final int[][] ROWS_AND_CHANNELS = {
    {1, 1}, {2, 3}, {7, 16}, {9, 17}, {100, 33}, {1000, 40}, {40_000, 1}, {3, 20_000}, {0, 4}
  };

  @FunctionalInterface
  private interface Term {
    double at(int index, int channel);
  }

  @Test
  void sumsFollowTheFormulas() {
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels)) {
            for (int[] extents : ROWS_AND_CHANNELS) {
              checkSums(engine, extents[0], extents[1]);
            }
          }
        });
  }

  private static void checkSums(Engine engine, int rows, int channels) {
    String what = engine.kernels().name() + " " + rows + "×" + channels + " seed " + SEED;
    float[] x = Numbers.random(SEED, rows * channels);
    float[] y = Numbers.random(SEED + 1, rows * channels);
    float[] centre = Numbers.random(SEED + 2, channels);
    check(ChannelSums.sums(engine, x, rows, channels), rows, (i, c) -> x[i], what + " sums");
    check(
        ChannelSums.centredSquares(engine, x, centre, rows),
        rows,
        (i, c) -> Math.pow((double) x[i] - centre[c], 2),
        what + " squares");
    Term product = (i, c) -> x[i] * ((double) y[i] - centre[c]);
    ChannelSums.Gradient all = ChannelSums.gradient(engine, x, y, centre, rows);
    check(all.gradients(), rows, (i, c) -> x[i], what + " gradients");
    check(all.products(), rows, product, what + " products");
    float[] one = new float[channels];
    Arrays.fill(one, 1);
    ChannelSums.Gradient some =
        ChannelSums.rectifiedGradient(engine, x, y, one, new float[channels], centre, rows);
    check(some.gradients(), rows, (i, c) -> y[i] > 0 ? x[i] : 0, what + " passing");
    check(
        some.products(),
        rows,
        (i, c) -> y[i] > 0 ? product.at(i, c) : 0,
        what + " products of what passes");
  }

  private static void check(double[] actual, int rows, Term term, String what) {
    int channels = actual.length;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double magnitude = 0;
      for (int r = 0; r < rows; r++) {
        double t = term.at(r * channels + c, c);
        sum += t;
        magnitude += Math.abs(t);
      }
      assertEquals(sum, actual[c], (4.0 + rows) * Numbers.ROUNDING * magnitude, what);
    }
  }

  @Test
  void channelOrderIsExchangedAndRestored() {
    try (Engine engine = Engine.start(2)) {
      for (int channels : new int[] {1, 3, 17}) {
        for (int batch : new int[] {0, 1, 3}) {
          int pixels = 10;
          float[] x = Numbers.random(SEED, batch * pixels * channels);
          float[] y = new float[x.length];
          ChannelOrder.channelsFirst(engine, x, batch, pixels, channels, y);
          for (int i = 0; i < x.length; i++) {
            int n = i / (pixels * channels);
            int p = i / channels % pixels;
            int c = i % channels;
            assertEquals(x[i], y[(n * channels + c) * pixels + p]);
          }
          float[] back = new float[x.length];
          ChannelOrder.channelsLast(engine, y, batch, pixels, channels, back);
          assertArrayEquals(x, back, "seed " + SEED);
        }
      }
    }
  }

  @Test
  void rangesCoverEverythingOnceAndDoNotDependOnThreads() {
    for (int size : new int[] {0, 1, 32_767, 32_768, 32_769, 200_001}) {
      int[] one = starts(1, size, 1);
      int[] three = starts(3, size, 1);
      assertArrayEquals(one, three, "size " + size);
      assertArrayEquals(starts(1, size, 7), starts(2, size, 7), "rows " + size);
    }
    assertEquals(5, Arrays.stream(starts(2, 5, 1_000_000)).sum(), "a range per row");
    assertEquals(1, Arrays.stream(starts(2, 5, 0)).sum(), "rows without elements");
  }

  @Test
  void rangesReachTheEndOfTheLargestArrays() {
    int most = Integer.MAX_VALUE - 8;
    AtomicLong covered = new AtomicLong();
    try (Engine engine = Engine.start(1)) {
      Ranges.forEach(engine, most, (from, to) -> covered.addAndGet(to - from));
    }
    assertEquals(most, covered.get());
  }

  /** 1 where a range begins. */
  private static int[] starts(int threads, int size, int elementsPerRow) {
    AtomicIntegerArray visits = new AtomicIntegerArray(size);
    AtomicIntegerArray starts = new AtomicIntegerArray(size);
    try (Engine engine = Engine.start(threads)) {
      Ranges.forEachRow(
          engine,
          size,
          elementsPerRow,
          (from, to) -> {
            starts.incrementAndGet(from);
            for (int i = from; i < to; i++) {
              visits.incrementAndGet(i);
            }
          });
    }
    int[] result = new int[size];
    for (int i = 0; i < size; i++) {
      assertEquals(1, visits.get(i), "element " + i + " of " + size);
      result[i] = starts.get(i);
    }
    return result;
  }
}
