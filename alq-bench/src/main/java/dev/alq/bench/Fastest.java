package dev.alq.bench;

import java.util.Comparator;
import java.util.List;

/**
 * Work that a library can do in several ways, such as with either order of the channels: all are
 * tried, and the fastest is what the comparison sees. Ask for the result before timing.
 */
public final class Fastest implements Work {

  private static final int TRIALS = 3;
  private static final long SLOW_NANOS = 2_000_000_000;

  private final List<Work> ways;
  private int chosen = -1;

  /**
   * Takes up the ways.
   *
   * @param ways works that do the same; at least one
   */
  public Fastest(List<Work> ways) {
    this.ways = List.copyOf(ways);
  }

  @Override
  public void prepare() {
    chosen().prepare();
  }

  @Override
  public void run() {
    chosen().run();
  }

  @Override
  public long nanos(int repeats) {
    return chosen().nanos(repeats);
  }

  @Override
  public float[] result() {
    List<float[]> results = ways.stream().map(way -> way.result().clone()).toList();
    chosen();
    return results.get(chosen);
  }

  private Work chosen() {
    if (chosen < 0) {
      List<Long> times = ways.stream().map(Fastest::quickest).toList();
      chosen = times.indexOf(times.stream().min(Comparator.naturalOrder()).orElseThrow());
      for (int i = 0; i < ways.size(); i++) {
        if (i != chosen) {
          ways.get(i).close();
        }
      }
    }
    return ways.get(chosen);
  }

  /** The first run warms up, unless it is so slow that it says enough. */
  private static long quickest(Work way) {
    long first = way.nanos(1);
    long best = first > SLOW_NANOS ? first : Long.MAX_VALUE;
    for (int i = 0; i < TRIALS && first <= SLOW_NANOS; i++) {
      best = Math.min(best, way.nanos(1));
    }
    return best;
  }

  @Override
  public void close() {
    if (chosen >= 0) {
      ways.get(chosen).close();
    } else {
      ways.forEach(Work::close);
    }
  }
}
