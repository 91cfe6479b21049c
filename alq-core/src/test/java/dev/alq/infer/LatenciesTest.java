package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void withoutCallsAllTimesAreZero() {
    assertEquals(new Latencies.Summary(0, 0, 0, 0), new Latencies().summary());
  }

  @Test
  void shortTimesAreExact() {
    Latencies latencies = new Latencies();
    IntStream.rangeClosed(1, 50).forEach(latencies::add);
    assertEquals(new Latencies.Summary(50, 25, 50, 50), latencies.summary());
  }

  @Test
  void oneCallIsEveryQuantile() {
    for (long nanos : new long[] {0, 1, 31, 32, 63, 64, 65, 1_000_003, Long.MAX_VALUE}) {
      Latencies latencies = new Latencies();
      latencies.add(nanos);
      assertEquals(new Latencies.Summary(1, nanos, nanos, nanos), latencies.summary());
    }
    assertThrows(IllegalArgumentException.class, () -> new Latencies().add(-1));
  }

  @Test
  void quantilesAreThoseOfTheSortedTimesUpToOnePartIn32() {
    for (int seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long[] times = new long[1 + random.nextInt(2000)];
      Latencies latencies = new Latencies();
      for (int i = 0; i < times.length; i++) {
        times[i] = (long) Math.exp(random.nextDouble(3, 40));
        latencies.add(times[i]);
      }
      Arrays.sort(times);
      Latencies.Summary summary = latencies.summary();
      assertEquals(times.length, summary.calls(), "seed " + seed);
      assertEquals(times[times.length - 1], summary.longestNanos(), "seed " + seed);
      assertClose(times[(times.length + 1) / 2 - 1], summary.medianNanos(), seed);
      assertClose(times[(99 * times.length + 99) / 100 - 1], summary.p99Nanos(), seed);
    }
  }

  @Test
  void noCallOfSeveralThreadsIsLost() {
    Latencies latencies = new Latencies();
    IntStream.range(0, 40_000).parallel().forEach(latencies::add);
    assertEquals(40_000, latencies.summary().calls());
    assertEquals(39_999, latencies.summary().longestNanos());
  }

  private static void assertClose(long expected, long actual, int seed) {
    assertTrue(
        actual >= expected && actual - expected <= expected / 32,
        () -> actual + " for " + expected + ", seed " + seed);
  }
}
