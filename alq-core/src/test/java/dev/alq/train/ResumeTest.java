package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that is stopped anywhere and goes on elsewhere against one that nobody disturbed. */
class ResumeTest {

  @TempDir private Path folder;
  @AutoClose private final Engine engine = Engine.start(1);

  /** What a run leaves behind. */
  private record Outcome(
      TrainingReport report, Map<String, float[]> network, Map<String, MultiBitTensor> weights) {

    void assertSame(Outcome other, String when) {
      assertEquals(report, other.report, when);
      assertEquals(network.keySet(), other.network.keySet(), when);
      network.forEach((name, values) -> assertArrayEquals(values, other.network.get(name), when));
      weights.forEach((name, values) -> {
        MultiBitTensor same = Objects.requireNonNull(other.weights.get(name), when);
        assertArrayEquals(values.codes(), same.codes(), when);
        assertArrayEquals(values.coordinateSlots(), same.coordinateSlots(), when);
      });
    }
  }

  private static Outcome outcome(ShortRun run, TrainingReport report) {
    Map<String, float[]> network = new LinkedHashMap<>();
    run.network().state().forEach((name, tensor) -> network.put(name, tensor.copy().data()));
    return new Outcome(report, network, run.trainer().quantizedWeights());
  }

  private Outcome undisturbed() {
    ShortRun run = ShortRun.begin(engine);
    return outcome(run, run.trainer().run(ShortRun.SCHEDULE, TrainingListener.NONE));
  }

  /** A stop inside an epoch, at its end, at that of a phase, in a pruning and a fine-tuning. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 26, 29})
  void aRunThatStopsOnceLeadsToTheSameBits(int batches) {
    ShortRun first = ShortRun.begin(engine);
    StopAfter stop = new StopAfter(first.trainer(), batches, engine);
    assertThrows(
        TrainingStoppedException.class, () -> first.trainer().run(ShortRun.SCHEDULE, stop));
    undisturbed().assertSame(Objects.requireNonNull(stop.resumed), "after " + batches);
  }

  @Test
  void aRunThatStopsAfterEveryBatchLeadsToTheSameBits() {
    Checkpoints checkpoints = new Checkpoints(folder, 1, "a run");
    Set<Position> stops = new LinkedHashSet<>();
    Optional<Outcome> end = Optional.empty();
    while (end.isEmpty()) {
      ShortRun run = ShortRun.begin(engine);
      try {
        end = Optional.of(outcome(run, batchByBatch(run.trainer(), checkpoints)));
      } catch (TrainingStoppedException e) {
        assertTrue(stops.add(e.position()), "again " + e.position());
      }
    }
    assertEquals(ShortRun.BATCHES, stops.size(), stops.toString());
    undisturbed().assertSame(end.get(), "stopped after every batch");
  }

  /** Goes on from what was kept, or begins, until one batch is done. */
  private static TrainingReport batchByBatch(AlqTrainer trainer, Checkpoints checkpoints) {
    TrainingListener stopAtOnce =
        new TrainingListener() {
          @Override
          public void batchFinished(int batch, int batches, double loss) {
            trainer.requestStop();
          }

          @Override
          public void stateReached(TrainingState state) {
            keep(checkpoints, state);
          }
        };
    return kept(checkpoints)
        .map(state -> trainer.resume(ShortRun.SCHEDULE, state, stopAtOnce))
        .orElseGet(() -> trainer.run(ShortRun.SCHEDULE, stopAtOnce));
  }

  private static void keep(Checkpoints checkpoints, TrainingState state) {
    try {
      checkpoints.save(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<TrainingState> kept(Checkpoints checkpoints) {
    try {
      return checkpoints.newest(ShortRun.SCHEDULE, ShortRun.plan()).map(Checkpoints.Found::state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All kinds of phases; the run stops while it quantizes activations. */
  @Test
  void threadsChangeNoBitNeitherInOneGoNorAfterAStop() {
    Outcome expected = undisturbed();
    try (Engine two = Engine.start(2)) {
      ShortRun whole = ShortRun.begin(two);
      TrainingReport report = whole.trainer().run(ShortRun.SCHEDULE, TrainingListener.NONE);
      expected.assertSame(outcome(whole, report), "two threads");
      ShortRun first = ShortRun.begin(engine);
      StopAfter stop = new StopAfter(first.trainer(), ShortRun.BATCHES - 5, two);
      TrainingStoppedException stopped =
          assertThrows(
              TrainingStoppedException.class, () -> first.trainer().run(ShortRun.SCHEDULE, stop));
      Phase phase = ShortRun.SCHEDULE.phases().get(stopped.position().phase());
      assertInstanceOf(Phase.QuantizeActivations.class, phase);
      expected.assertSame(Objects.requireNonNull(stop.resumed), "one thread, then two");
    }
  }

  private static Outcome goOn(Engine on, TrainingState state) {
    ShortRun run = ShortRun.begin(on);
    TrainingReport report = run.trainer().resume(ShortRun.SCHEDULE, state, TrainingListener.NONE);
    return outcome(run, report);
  }

  private TrainingState throughFile(TrainingState state) {
    Checkpoints checkpoints = new Checkpoints(folder, 1, "a run");
    keep(checkpoints, state);
    return kept(checkpoints).orElseThrow();
  }

  /** Stops after some batches and lets another trainer go on from the state that is handed out. */
  private final class StopAfter implements TrainingListener {
    private final AlqTrainer trainer;
    private final Engine goOnWith;
    private int batchesLeft;
    private Outcome resumed;

    @SuppressWarnings("NullAway.Init")
    StopAfter(AlqTrainer trainer, int batches, Engine goOnWith) {
      this.trainer = trainer;
      this.goOnWith = goOnWith;
      this.batchesLeft = batches;
    }

    @Override
    public void batchFinished(int batch, int batches, double loss) {
      if (--batchesLeft == 0) {
        trainer.requestStop();
      }
    }

    @Override
    public void stateReached(TrainingState state) {
      if (batchesLeft <= 0) {
        resumed = goOn(goOnWith, throughFile(state));
      }
    }
  }

  @Test
  void everyEpochAndPhaseHandsOutAState() {
    List<Position> states = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void stateReached(TrainingState state) {
            states.add(state.position());
          }
        };
    ShortRun.begin(engine).trainer().run(ShortRun.SCHEDULE, listener);
    List<Position> expected = new ArrayList<>();
    for (int p = 0; p < ShortRun.SCHEDULE.phases().size(); p++) {
      for (int e = 1; e < ShortRun.SCHEDULE.phases().get(p).epochs(); e++) {
        expected.add(new Position(p, e, 0));
      }
      expected.add(new Position(p + 1, 0, 0));
    }
    assertEquals(expected, states);
  }

  @Test
  void statesAreHandedOutWhereTheyAreWantedAndChangeNothing() {
    List<Position> inside = new ArrayList<>();
    TrainingListener everyBatch =
        new TrainingListener() {
          @Override
          public boolean wantsState() {
            return true;
          }

          @Override
          public void stateReached(TrainingState state) {
            if (state.position().batch() > 0) {
              inside.add(state.position());
            }
          }
        };
    ShortRun run = ShortRun.begin(engine);
    TrainingReport report =
        run.trainer()
            .run(ShortRun.SCHEDULE, TrainingListener.all(TrainingListener.NONE, everyBatch));
    undisturbed().assertSame(outcome(run, report), "handing out states");
    List<Position> expected = new ArrayList<>();
    for (int p = 0; p < ShortRun.SCHEDULE.phases().size(); p++) {
      for (int e = 0; e < ShortRun.SCHEDULE.phases().get(p).epochs(); e++) {
        expected.add(new Position(p, e, 1));
        expected.add(new Position(p, e, 2));
      }
    }
    assertEquals(expected, inside);
  }

  @Test
  void aStateOfAnotherNetworkOrScheduleIsRefused() {
    List<TrainingState> states = new ArrayList<>();
    ShortRun run = ShortRun.begin(engine);
    TrainingListener keep =
        new TrainingListener() {
          @Override
          public void stateReached(TrainingState state) {
            states.add(state);
          }
        };
    run.trainer().run(ShortRun.SCHEDULE, keep);
    assertFalse(states.isEmpty());
    TrainingState last = states.getLast();
    Schedule shorter = Schedule.of(ShortRun.SCHEDULE.phases().getFirst());
    AlqTrainer trainer = ShortRun.begin(engine).trainer();
    assertThrows(
        IllegalArgumentException.class, () -> trainer.resume(shorter, last, TrainingListener.NONE));
    AlqTrainer other = ShortRun.begin(engine, 4).trainer();
    assertThrows(
        IllegalArgumentException.class,
        () -> other.resume(ShortRun.SCHEDULE, last, TrainingListener.NONE));
  }
}
