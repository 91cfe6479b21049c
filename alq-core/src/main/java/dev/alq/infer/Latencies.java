package dev.alq.infer;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long calls take, counted in memory that never grows. Times are kept in classes whose width is
 * at most 1/32 of the time, so a quantile is never less than the true one and at most 1/32 more.
 * Any number of threads may add at the same time.
 */
public final class Latencies {

  /** Times below 2^5 ns have a class each; each doubling above has 2^5 of them. */
  private static final int BITS = 5;

  private static final int PER_DOUBLING = 1 << BITS;
  private static final int CLASSES = (Long.SIZE - BITS) * PER_DOUBLING;
  private static final double MEDIAN = 0.5;
  private static final double NINETY_NINTH = 0.99;

  private final AtomicLongArray counts = new AtomicLongArray(CLASSES);
  private final AtomicLong longest = new AtomicLong();

  /** Starts without any call. */
  public Latencies() {}

  /**
   * What was counted.
   *
   * @param calls how many calls; all times are 0 if there are none
   * @param medianNanos what half of the calls do not exceed, in nanoseconds
   * @param p99Nanos what 99 of 100 calls do not exceed, in nanoseconds
   * @param longestNanos the longest call, exactly, in nanoseconds
   */
  public record Summary(long calls, long medianNanos, long p99Nanos, long longestNanos) {}

  /**
   * Counts a call.
   *
   * @param nanos how long it took, in nanoseconds
   * @throws IllegalArgumentException if that is negative
   */
  public void add(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a call cannot take " + nanos + " ns");
    }
    counts.incrementAndGet(classOf(nanos));
    longest.accumulateAndGet(nanos, Math::max);
  }

  /**
   * Sums up the calls so far; those under way at the same time count or not.
   *
   * @return number and times
   */
  public Summary summary() {
    long[] seen = new long[CLASSES];
    long calls = 0;
    for (int i = 0; i < CLASSES; i++) {
      seen[i] = counts.get(i);
      calls += seen[i];
    }
    long most = longest.get();
    return new Summary(
        calls,
        Math.min(most, quantile(seen, calls, MEDIAN)),
        Math.min(most, quantile(seen, calls, NINETY_NINTH)),
        most);
  }

  /** The longest time of the class that holds the call of rank ⌈share · calls⌉. */
  private static long quantile(long[] seen, long calls, double share) {
    long rank = (long) Math.ceil(share * calls);
    long below = 0;
    for (int i = 0; i < CLASSES; i++) {
      below += seen[i];
      if (seen[i] > 0 && below >= rank) {
        return longestOf(i);
      }
    }
    return 0;
  }

  private static int classOf(long nanos) {
    int doublings = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - BITS - 1);
    return doublings * PER_DOUBLING + (int) (nanos >>> doublings);
  }

  private static long longestOf(int index) {
    int doublings = Math.max(0, index / PER_DOUBLING - 1);
    long first = index - (long) doublings * PER_DOUBLING;
    return ((first + 1) << doublings) - 1;
  }
}
