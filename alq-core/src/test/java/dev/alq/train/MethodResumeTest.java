package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.StraightThrough.Projection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs of all methods, killed and gone on with from their folder. */
class MethodResumeTest {

  private static final Schedule ALQ =
      Schedule.of(
          new Phase.Sketching(),
          new Phase.Prune(
              new Budget.AverageBitwidth(2),
              1,
              new LearningRate.Constant(1e-3),
              CoordinatePruner.Selection.DEFAULT),
          new Phase.OptimizeBases(2, new LearningRate.Constant(1e-3)),
          new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 0));

  private static final RunDescription RUN = new RunDescription("{}", 7, "0123", Map.of());

  @TempDir private Path parent;
  @AutoClose private final Engine engine = Engine.start(1);

  static Stream<QuantizationMethod> methods() {
    return Stream.of(
        new QuantizationMethod.Adaptive(),
        new QuantizationMethod.AdaptiveStraightThrough(Phase.FloatCopy.KEPT),
        new QuantizationMethod.UniformBitwidth(1),
        new QuantizationMethod.UniformBitwidth(2.5),
        new QuantizationMethod.UniformStraightThrough(1, Projection.RECONSTRUCTION),
        new QuantizationMethod.UniformStraightThrough(2, Projection.LOSS_AWARE),
        new QuantizationMethod.UniformStraightThrough(1, Projection.FIXED_COORDINATES));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void leadToTheSameBits(QuantizationMethod method) throws IOException {
    Schedule schedule = method.schedule(ALQ);
    ShortRun whole = ShortRun.begin(engine);
    TrainingReport expected = whole.trainer().run(schedule, TrainingListener.NONE);
    for (int batches : List.of(1, 3, 7)) {
      Path path = parent.resolve("after-" + batches);
      RunFolder.Keeping keeping = new RunFolder.Keeping(2, 1);
      try (RunFolder folder = RunFolder.begin(path, RUN, Map.of(), keeping)) {
        ShortRun run = ShortRun.begin(engine);
        TrainingListener kill = TrainingListener.all(folder, new KillAfter(batches));
        assertThrows(Killed.class, () -> run.trainer().run(schedule, kill));
      }
      try (RunFolder folder = RunFolder.reopen(path, RUN, Map.of(), keeping)) {
        TrainingState state = folder.newest(schedule, ShortRun.plan()).orElseThrow().state();
        assertEquals(batches, doneBatches(schedule, state));
        ShortRun run = ShortRun.begin(engine);
        assertEquals(expected, run.trainer().resume(schedule, state, folder));
        assertSame(whole.trainer().quantizedWeights(), run.trainer().quantizedWeights());
      }
    }
  }

  private static int doneBatches(Schedule schedule, TrainingState state) {
    Position position = state.position();
    int epochs = position.epoch();
    for (Phase phase : schedule.phases().subList(0, position.phase())) {
      epochs += phase.epochs();
    }
    return 3 * epochs + position.batch();
  }

  private static void assertSame(
      Map<String, MultiBitTensor> expected, Map<String, MultiBitTensor> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> {
      MultiBitTensor same = Objects.requireNonNull(actual.get(name));
      assertArrayEquals(values.codes(), same.codes(), name);
      assertArrayEquals(values.coordinateSlots(), same.coordinateSlots(), name);
    });
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Fails once the state behind some batches is written. */
  private static final class KillAfter implements TrainingListener {
    private int left;

    KillAfter(int batches) {
      left = batches;
    }

    @Override
    public void batchFinished(int batch, int batches, double loss) {
      left--;
    }

    @Override
    public void stateReached(TrainingState state) {
      if (left <= 0) {
        throw new Killed();
      }
    }
  }
}
