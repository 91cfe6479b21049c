package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Operation;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.multibit.NumericException;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.Sequential;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.step.Budget;
import dev.alq.step.CoordinatePruner;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What stops a run, and what it warns of. */
class GuardsTest {

  @AutoClose private final Engine engine = Engine.start(1);

  /** Passes images on as they are, and gradients too until one of them becomes no number. */
  private static final class BadGradient implements CustomLayer {
    private final float badness;
    private int goodOnes;

    BadGradient(int goodOnes) {
      this(goodOnes, Float.NaN);
    }

    BadGradient(int goodOnes, float badness) {
      this.goodOnes = goodOnes;
      this.badness = badness;
    }

    @Override
    public String name() {
      return "bad";
    }

    @Override
    public Variable forward(Tape tape, Variable input) {
      Tensor copy = tape.borrow(input.value().shape());
      copy.copyFrom(input.value());
      Operation.GradientRule rule =
          (t, _, gradient) ->
              t.contribute(
                  input,
                  target -> {
                    target.copyFrom(gradient);
                    if (--goodOnes < 0) {
                      target.data()[1] = badness;
                    }
                  });
      return tape.record(new Operation.Custom(List.of(input), rule), copy);
    }
  }

  private static Schedule pretrain(double rate) {
    return Schedule.of(
        new Phase.Pretrain(
            3,
            new FloatMethod.GradientDescent(Sgd.Options.momentum(0)),
            new LearningRate.Constant(rate)));
  }

  @Test
  void aPlanWithoutWeightsIsRefusedBeforeTraining() {
    Layer network = network(new BadGradient(Integer.MAX_VALUE));
    Schedule schedule = Schedule.of(pretrain(0.01).phases().getFirst(), new Phase.Sketching());
    float[] before = network.parameters().getFirst().value().data().clone();
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> trainer(network).run(schedule, TrainingListener.NONE));
    assertEquals("the plan names no weights to quantize", refusal.getMessage());
    assertArrayEquals(before, network.parameters().getFirst().value().data());
  }

  private static Sequential network(CustomLayer middle) {
    return Sequential.of(
        "guarded",
        Conv2d.create("conv", 1, 2, 3, 1, 1, ShortRun.SEED),
        middle,
        new Flatten("flatten"),
        Linear.create("fc", 2 * 64, 3, ShortRun.SEED));
  }

  private AlqTrainer trainer(Layer network) {
    return new AlqTrainer(
        engine,
        network,
        QuantizationPlan.NONE,
        new TrainingOptions(32, Loss.CROSS_ENTROPY, ShortRun.SEED),
        new AlqTrainer.Data(new Stripes(1, 85), new Stripes(2, 30)));
  }

  /** Keeps what a failing run says. */
  private static final class Witness implements TrainingListener {
    private final List<NonFiniteException> failures = new ArrayList<>();
    private final List<float[]> states = new ArrayList<>();

    @Override
    public void failed(NonFiniteException cause) {
      failures.add(cause);
    }

    @Override
    public void stateReached(TrainingState state) {
      states.add(convolution(state.network()).clone());
    }
  }

  private static float[] convolution(Map<String, Tensor> state) {
    return Objects.requireNonNull(state.get("conv.weight")).data();
  }

  @Test
  void aGradientThatIsNoNumberStopsBeforeItIsApplied() {
    int batchesPerEpoch = 3;
    Sequential network = network(new BadGradient(batchesPerEpoch));
    Witness witness = new Witness();
    NonFiniteException failure =
        assertThrows(NonFiniteException.class, () -> trainer(network).run(pretrain(0.05), witness));
    assertEquals("the gradient of conv.weight is not finite", failure.getMessage());
    assertSame(failure, witness.failures.getFirst());
    assertEquals(1, witness.states.size());
    float[] kept = convolution(network.state());
    assertArrayEquals(witness.states.getFirst(), kept, "the network of the last good epoch");
  }

  /** Its moments would be infinite for good, and what they divide would never move again. */
  @Test
  void aGradientWithoutFiniteSquareStopsToo() {
    Sequential network = network(new BadGradient(1, 1e25f));
    Witness witness = new Witness();
    NonFiniteException failure =
        assertThrows(NonFiniteException.class, () -> trainer(network).run(pretrain(0.05), witness));
    assertEquals(
        "the gradient of conv.weight is too large: its square overflows", failure.getMessage());
    assertSame(failure, witness.failures.getFirst());
  }

  @Test
  void aStepThatGivesNoNumberStopsWithTheWeightsAndTheReason() {
    Schedule schedule =
        Schedule.of(
            new Phase.Sketching(),
            new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e39), 0));
    AlqTrainer trainer = ShortRun.begin(engine).trainer();
    Witness witness = new Witness();
    NonFiniteException failure =
        assertThrows(NonFiniteException.class, () -> trainer.run(schedule, witness));
    assertSame(failure, witness.failures.getFirst());
    Throwable ofLayer = assertInstanceOf(NumericException.class, failure.getCause());
    Throwable ofGroup = assertInstanceOf(NumericException.class, ofLayer.getCause());
    assertEquals("conv.weight: " + ofGroup.getMessage(), ofLayer.getMessage());
    assertEquals(ofLayer.getMessage(), failure.getMessage());
  }

  /** Passes images on as they are, and divides by zero once that has gone well for a while. */
  private static final class Mistaken implements CustomLayer {
    private int left;

    Mistaken(int goodOnes) {
      left = goodOnes;
    }

    @Override
    public String name() {
      return "mistaken";
    }

    @Override
    public Variable forward(Tape tape, Variable input) {
      if (tape.pass() == Pass.TRAINING && --left < 0) {
        throw new ArithmeticException("/ by zero");
      }
      return input;
    }
  }

  @Test
  void anotherMistakeInArithmeticIsPassedOnAsItIs() {
    int batchesPerEpoch = 3;
    Sequential network = network(new Mistaken(batchesPerEpoch + 1));
    Witness witness = new Witness();
    ArithmeticException failure =
        assertThrows(
            ArithmeticException.class, () -> trainer(network).run(pretrain(0.05), witness));
    assertEquals("/ by zero", failure.getMessage());
    assertTrue(witness.failures.isEmpty());
    float[] left = convolution(network.state());
    assertFalse(Arrays.equals(witness.states.getFirst(), left), "the network of the last step");
  }

  @Test
  void aFailedBatchLeavesNoGradientToTheNextRun() {
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void batchFinished(int batch, int batches, double loss) {
            throw new IllegalStateException("of the listener");
          }
        };
    for (int goodOnes : new int[] {0, Integer.MAX_VALUE}) {
      Sequential network = network(new BadGradient(goodOnes));
      assertThrows(RuntimeException.class, () -> trainer(network).run(pretrain(0.05), failing));
      network.parameters().forEach(parameter -> assertNull(parameter.gradient(), parameter.name()));
    }
  }

  @Test
  void aNetworkIsSketchedOnce() {
    AlqTrainer trainer = ShortRun.begin(engine).trainer();
    Schedule sketch = Schedule.of(new Phase.Sketching());
    trainer.run(sketch, TrainingListener.NONE);
    assertThrows(IllegalStateException.class, () -> trainer.run(sketch, TrainingListener.NONE));
  }

  @Test
  void aWeightThatIsNoNumberStopsWithItsName() {
    Sequential network = network(new BadGradient(Integer.MAX_VALUE));
    Witness witness = new Witness();
    NonFiniteException failure =
        assertThrows(NonFiniteException.class, () -> trainer(network).run(pretrain(1e39), witness));
    assertEquals("conv.weight is not finite after this step", failure.getMessage());
    assertTrue(witness.states.isEmpty(), "such a state is no good one");
  }

  @Test
  void everyPlaceOfAnArrayIsLookedAt() {
    for (int length = 0; length <= 9; length++) {
      float[] values = new float[length];
      Arrays.fill(values, -Float.MAX_VALUE);
      assertTrue(Finiteness.isFinite(values));
      assertTrue(Finiteness.hasFiniteSquares(new float[length]));
      for (int i = 0; i < length; i++) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -1 / 0f}) {
          float[] changed = values.clone();
          changed[i] = bad;
          assertFalse(Finiteness.isFinite(changed), length + " values, " + bad + " at " + i);
          float[] large = new float[length];
          large[i] = -1e20f;
          assertFalse(Finiteness.hasFiniteSquares(large), length + " values at " + i);
        }
      }
    }
  }

  @Test
  void pruningAwayNearlyEverythingIsReportedWithItsPhaseAndStep() {
    List<AccuracyCollapse> heard = new ArrayList<>();
    List<EpochMetrics> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochMetrics metrics) {
            epochs.add(metrics);
          }

          @Override
          public void accuracyCollapsed(AccuracyCollapse collapse) {
            heard.add(collapse);
          }
        };
    Schedule schedule =
        Schedule.of(
            ShortRun.SCHEDULE.phases().getFirst(),
            new Phase.Sketching(),
            new Phase.Prune(
                new Budget.Ratio(0.96),
                1,
                new LearningRate.Constant(1e-3),
                new CoordinatePruner.Selection(1, 1)));
    ShortRun.begin(engine).trainer().run(schedule, listener);
    AccuracyCollapse collapse = heard.getFirst();
    assertEquals(1, heard.size());
    assertEquals(2, collapse.phaseIndex());
    assertEquals(epochs.get(1).validationTop1(), collapse.before());
    assertEquals(epochs.get(2).validationTop1(), collapse.after());
    assertTrue(collapse.iteration() >= 1 && collapse.iteration() <= 3, collapse.toString());
    assertTrue(collapse.toString().contains("(phase 3)"), collapse.toString());
  }

  @Test
  void aCollapseIsLosingHalfOfWhatIsBetterThanChance() {
    Phase.Prune prune = Phase.Prune.to(new Budget.Ratio(0.4));
    Phase bases = new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3));
    List<EpochMetrics> before = List.of(metrics(bases, 0, 20), metrics(bases, 0, 90));
    PruningWatch watch = new PruningWatch(prune, 1, before, 10);
    for (int step = 1; step <= 9; step++) {
      watch.batch(step, new BatchResult(1, 32, step < 5 ? 16 : 15));
    }
    assertTrue(watch.judge(metrics(prune, 1, 50)).isEmpty());
    AccuracyCollapse collapse = watch.judge(metrics(prune, 1, 49.9)).orElseThrow();
    assertEquals(new AccuracyCollapse(1, prune, 0, 4, 90, 49.9), collapse);
    Optional<AccuracyCollapse> unseen =
        new PruningWatch(prune, 1, before, 10).judge(metrics(prune, 1, 10));
    assertEquals(0, unseen.orElseThrow().iteration());
  }

  @Test
  void whatCannotCollapseIsNotWatched() {
    Phase.Prune prune = Phase.Prune.to(new Budget.Ratio(0.4));
    Phase bases = new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3));
    List<EpochMetrics> good = List.of(metrics(bases, 0, 90));
    List<EpochMetrics> chance = List.of(metrics(bases, 0, 10));
    EpochMetrics bad = metrics(prune, 1, 0);
    assertTrue(new PruningWatch(bases, 1, good, 10).judge(bad).isEmpty(), "no pruning");
    assertTrue(new PruningWatch(prune, 1, chance, 10).judge(bad).isEmpty(), "nothing to lose");
    assertTrue(new PruningWatch(prune, 0, good, 10).judge(bad).isEmpty(), "nothing before it");
  }

  private static EpochMetrics metrics(Phase phase, int index, double validation) {
    return new EpochMetrics(phase, index, 0, 1e-3, 1, 50, validation, 2);
  }
}
