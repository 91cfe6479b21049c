package dev.alq.bench;

import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * How times are taken. Two sides take turns, and which of them goes first changes from pair to
 * pair, so that whatever disturbs the machine disturbs both. Between two turns the machine rests:
 * threads of some libraries keep spinning after a call and would steal the other side's processor.
 *
 * @param pairs turns of each side
 * @param pauseMillis rest before each turn
 * @param sampleMillis shortest turn; quicker work is repeated in a turn
 * @param warmUpMillis longest warm-up of a side
 * @param rowMillis time after which a row ends early, with at least {@link #FEWEST_PAIRS} pairs
 * @param clock nanoseconds
 * @param sleeper rests for milliseconds
 */
record Measuring(
    int pairs,
    long pauseMillis,
    double sampleMillis,
    long warmUpMillis,
    long rowMillis,
    LongSupplier clock,
    LongConsumer sleeper) {

  /** What a row has even if its work is very slow. */
  static final int FEWEST_PAIRS = 3;

  /** A side is warm when this many turns in a row differ by less than {@link #STEADY}. */
  private static final int STEADY_TURNS = 4;

  private static final double STEADY = 0.05;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int MOST_REPEATS = 1_000_000;

  /** The single calls of each side that a tail is told from. */
  private static final int CALLS = 500;

  /** What becomes a sample. */
  enum Sampling {
    /** The mean of a turn. */
    TURNS,
    /** Each call of a turn. */
    CALLS;

    /** Of single images the latency counts. */
    static Sampling ofBatch(int batch) {
      return batch == 1 ? CALLS : TURNS;
    }
  }

  /**
   * The times of two sides.
   *
   * @param ours our side
   * @param peer the other side
   */
  record Pairs(Samples ours, Samples peer) {}

  /** Checks the ranges. */
  Measuring {
    if (pairs < 1 || pauseMillis < 0 || !(sampleMillis > 0)) {
      throw new IllegalArgumentException(
          pairs + " pairs, pause " + pauseMillis + " ms, sample " + sampleMillis + " ms");
    }
  }

  /** The real clock. */
  static Measuring with(int pairs, long pauseMillis) {
    return new Measuring(
        pairs, pauseMillis, 20, 10_000, 120_000, System::nanoTime, Measuring::sleep);
  }

  /** Warms both sides up and times them in turn. */
  Pairs compare(Work ours, Work peer, Sampling sampling) {
    int ourRepeats = warmUp(ours);
    sleeper.accept(pauseMillis);
    int peerRepeats = warmUp(peer);
    double[][] ourMillis = new double[pairs][];
    double[][] peerMillis = new double[pairs][];
    long start = clock.getAsLong();
    int done = 0;
    while (done < pairs && (done < FEWEST_PAIRS || !late(start, rowMillis))) {
      if (done % 2 == 0) {
        ourMillis[done] = turn(ours, ourRepeats, sampling);
        peerMillis[done] = turn(peer, peerRepeats, sampling);
      } else {
        peerMillis[done] = turn(peer, peerRepeats, sampling);
        ourMillis[done] = turn(ours, ourRepeats, sampling);
      }
      done++;
    }
    return new Pairs(joined(ourMillis, done), joined(peerMillis, done));
  }

  /** Warms one side up and times it alone. */
  Samples alone(Work work) {
    int repeats = warmUp(work);
    double[][] millis = new double[pairs][];
    long start = clock.getAsLong();
    int done = 0;
    while (done < pairs && (done < FEWEST_PAIRS || !late(start, rowMillis))) {
      millis[done++] = turn(work, repeats, Sampling.TURNS);
    }
    return joined(millis, done);
  }

  private static Samples joined(double[][] turns, int count) {
    return new Samples(Arrays.stream(turns).limit(count).flatMapToDouble(Arrays::stream).toArray());
  }

  private double[] turn(Work work, int repeats, Sampling sampling) {
    sleeper.accept(pauseMillis);
    return switch (sampling) {
      case TURNS -> new double[] {work.nanos(repeats) / NANOS_PER_MILLI / repeats};
      case CALLS ->
          IntStream.range(0, Math.ceilDiv(CALLS, pairs))
              .mapToDouble(_ -> work.nanos(1) / NANOS_PER_MILLI)
              .toArray();
    };
  }

  /**
   * Runs a side until its times stay the same or the time for it is over.
   *
   * @return how often the work must be repeated to fill a turn
   */
  private int warmUp(Work work) {
    long start = clock.getAsLong();
    int repeats = 1;
    int steady = 0;
    double last = Double.MAX_VALUE;
    while (steady < STEADY_TURNS && !late(start, warmUpMillis)) {
      double millis = work.nanos(repeats) / NANOS_PER_MILLI / repeats;
      int wanted = (int) Math.min(MOST_REPEATS, Math.ceil(sampleMillis / Math.max(millis, 1e-6)));
      boolean same = Math.abs(millis - last) < STEADY * last && wanted <= 2 * repeats;
      steady = same ? steady + 1 : 0;
      last = millis;
      repeats = Math.max(1, wanted);
    }
    return repeats;
  }

  private boolean late(long start, long limitMillis) {
    return clock.getAsLong() - start > limitMillis * NANOS_PER_MILLI;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
