package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MeasuringTest {

  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final List<String> turns = new ArrayList<>();

  /** Each look at the clock lets a millisecond pass. */
  private Measuring measuring(int pairs, double sampleMillis, long rowMillis) {
    return new Measuring(
        pairs,
        7,
        sampleMillis,
        1_000,
        rowMillis,
        () -> now.addAndGet(MILLI),
        millis -> turns.add("rest " + millis));
  }

  private Work logged(String name, long nanos) {
    return new FakeWork(_ -> {
      turns.add(name);
      return nanos;
    });
  }

  @Test
  void sidesTakeTurnsAndTheMachineRestsBeforeEach() {
    measuring(2, 1, 100_000)
        .compare(logged("ours", MILLI), logged("peer", MILLI), Measuring.Sampling.TURNS);
    List<String> last = turns.subList(turns.size() - 8, turns.size());
    assertEquals(
        List.of("rest 7", "ours", "rest 7", "peer", "rest 7", "peer", "rest 7", "ours"), last);
  }

  @Test
  void mediansAreThoseOfTheTurnsNotOfTheWarmUp() {
    FakeWork ours = new FakeWork(run -> run < 5 ? 900 * MILLI : 3 * MILLI);
    FakeWork peer = new FakeWork(_ -> 6 * MILLI);
    Measuring.Pairs pairs = measuring(9, 1, 100_000).compare(ours, peer, Measuring.Sampling.TURNS);
    assertEquals(3, pairs.ours().median());
    assertEquals(6, pairs.peer().median());
    assertEquals(0, pairs.ours().spread());
  }

  @Test
  void quickWorkIsRepeatedToFillATurn() {
    FakeWork quick = new FakeWork(_ -> MILLI / 100);
    Samples samples = measuring(3, 20, 100_000).alone(quick);
    assertEquals(0.01, samples.median(), 1e-12);
    assertTrue(quick.runs() > 3 * 2_000, () -> quick.runs() + " runs");
  }

  @Test
  void slowRowEndsEarlyWithItsFewestPairs() {
    FakeWork ours = new FakeWork(_ -> MILLI);
    Measuring.Pairs pairs =
        measuring(50, 1, 0).compare(ours, new FakeWork(_ -> MILLI), Measuring.Sampling.TURNS);
    assertEquals(Measuring.FEWEST_PAIRS, pairs.ours().millis().length);
    assertEquals(Measuring.FEWEST_PAIRS, pairs.peer().millis().length);
  }

  @Test
  void singleCallsGiveMedianAndTail() {
    FakeWork ours = new FakeWork(run -> (run % 50 == 0 ? 9 : 2) * MILLI);
    FakeWork peer = new FakeWork(_ -> 4 * MILLI);
    Measuring.Pairs pairs = measuring(5, 1, 100_000).compare(ours, peer, Measuring.Sampling.CALLS);
    assertEquals(500, pairs.ours().millis().length);
    assertEquals(2, pairs.ours().median());
    assertEquals(9, pairs.ours().tail());
    assertEquals(4, pairs.peer().tail());
  }

  @Test
  void warmUpOfRestlessWorkEnds() {
    FakeWork restless = new FakeWork(run -> (1 + run % 2) * MILLI);
    measuring(3, 1, 100_000).alone(restless);
    assertTrue(restless.runs() < 2_000, () -> restless.runs() + " runs");
  }

  @Test
  void medianOfAnEvenNumberIsTheMiddle() {
    assertEquals(2.5, new Samples(new double[] {4, 1, 2, 3}).median());
    assertEquals(1, new Samples(new double[] {4, 1, 2, 3}).least());
  }
}
