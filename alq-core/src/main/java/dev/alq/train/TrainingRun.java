package dev.alq.train;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One schedule under way: a loop over phases and epochs that can start anywhere. */
final class TrainingRun {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  private final Trainee trainee;
  private final Schedule schedule;
  private final TrainingListener listener;
  private final BooleanSupplier stopRequested;
  private final ActivePhases phases;
  private final List<EpochMetrics> metrics = new ArrayList<>();
  private int epochsRun;
  private int phaseIndex;
  private int epoch;
  private PartialEpoch partial = PartialEpoch.NONE;
  private PhaseState phaseState = new PhaseState.Nothing();
  private @Nullable BestNetwork best;

  /**
   * Prepares a run from the beginning of a schedule.
   *
   * @param trainee the network
   * @param schedule the phases
   * @param epochsRun epochs that were run before, which decides the order of the data
   * @param listener is told how it goes on
   * @param stopRequested whether to stop between two batches
   * @throws IllegalArgumentException if the schedule sketches weights and the plan names none
   */
  TrainingRun(
      Trainee trainee,
      Schedule schedule,
      int epochsRun,
      TrainingListener listener,
      BooleanSupplier stopRequested) {
    if (schedule.sketches() && !trainee.quantized().isPlanned()) {
      throw new IllegalArgumentException("the plan names no weights to quantize");
    }
    this.trainee = trainee;
    this.schedule = schedule;
    this.epochsRun = epochsRun;
    this.listener = listener;
    this.stopRequested = stopRequested;
    this.phases = new ActivePhases(trainee);
  }

  int epochsRun() {
    return epochsRun;
  }

  /** Takes over a state, position included; the caller has checked that it fits the schedule. */
  void restore(TrainingState state) {
    TrainingState.copyInto(trainee.network(), state.network());
    trainee.quantized().restore(state.quantized());
    trainee.floatOptimizer().restore(state.floatOptimizer(), trainee.network().parameters());
    metrics.addAll(state.epochs());
    epochsRun = state.epochsRun();
    phaseIndex = state.phase();
    epoch = state.epoch();
    partial = state.partial();
    phaseState = state.phaseState();
    best = state.best();
    listener.resumed(state, schedule);
  }

  TrainingReport run() {
    try {
      while (phaseIndex < schedule.phases().size()) {
        run(schedule.phases().get(phaseIndex));
      }
    } catch (NonFiniteException e) {
      throw failed(e);
    } catch (NumericException e) { // of a step whose curvature or result is not finite
      throw failed(new NonFiniteException(e));
    }
    restoreBest();
    return new TrainingReport(metrics, best == null ? Double.NaN : best.validationTop1());
  }

  private NonFiniteException failed(NonFiniteException cause) {
    restoreBest();
    listener.failed(cause);
    return cause;
  }

  private void run(Phase phase) {
    LOG.debug("phase {} of {}: {}", phaseIndex + 1, schedule.phases().size(), phase);
    listener.phaseStarted(phase, phaseIndex, schedule);
    if (position().beginsPhase()) {
      begin(phase);
    }
    if (phase.epochs() > 0) {
      int classes = trainee.validation().classNames().size();
      PruningWatch watch = new PruningWatch(phase, phaseIndex, metrics, classes);
      runEpochs(phase, phases.start(phase, phaseState), watch);
    }
    end(phase);
    phaseState = new PhaseState.Nothing();
    listener.phaseFinished(phase, phaseIndex, schedule);
    phaseIndex++;
    epoch = 0;
    publish();
  }

  private void begin(Phase phase) {
    if (phaseIndex == schedule.lastPruning()) {
      best = null;
    }
    switch (phase) {
      case Phase.Sketching p -> {
        if (trainee.quantized().isQuantized()) {
          throw new IllegalStateException("the network is quantized already");
        }
        trainee.quantized().sketch(p.allocation(), schedule.keepsFloatCopyAfter(phaseIndex));
        best = null;
      }
      case Phase.FineTune p -> {
        if (p.copy() == Phase.FloatCopy.RESTARTED) {
          trainee.quantized().restartFloatCopies();
        }
      }
      case Phase.QuantizeActivations _ -> {
        trainee.quantized().requireQuantized();
        trainee.activateQuantizers();
        best = null;
      }
      case Phase.Pretrain _, Phase.OptimizeBases _, Phase.OptimizeCoordinates _, Phase.Prune _ -> {}
    }
  }

  private void end(Phase phase) {
    switch (phase) {
      case Phase.Pretrain _ -> restoreBest();
      case Phase.FineTune _ -> {
        if (!schedule.keepsFloatCopyAfter(phaseIndex)) {
          trainee.quantized().dropFloatCopies();
        }
      }
      case Phase.Sketching _,
          Phase.OptimizeBases _,
          Phase.OptimizeCoordinates _,
          Phase.Prune _,
          Phase.QuantizeActivations _ -> {}
    }
  }

  /** Runs the epochs of a phase that are left, each followed by a validation. */
  private void runEpochs(Phase phase, ActivePhase active, PruningWatch watch) {
    while (epoch < phase.epochs()) {
      double rate = active.rates().at(epoch);
      PartialEpoch done =
          trainee.epochs().run(active.pass(), epochsRun, partial, step(active, rate, watch));
      phaseState = active.state();
      partial = done;
      if (done.batches() == trainee.epochs().batches()) {
        watch.judge(finishEpoch(phase, rate, done)).ifPresent(this::warn);
      }
      if (epoch < phase.epochs()) {
        publish();
      }
    }
  }

  private EpochMetrics finishEpoch(Phase phase, double rate, PartialEpoch done) {
    double validation =
        Evaluation.of(trainee.engine(), trainee.network(), trainee.validation()).top1();
    EpochMetrics epochMetrics =
        new EpochMetrics(
            phase,
            phaseIndex,
            epoch,
            rate,
            done.loss(),
            done.top1(),
            validation,
            trainee.quantized().averageBitwidth());
    metrics.add(epochMetrics);
    if (meetsBudget(phase, epoch) && (best == null || validation > best.validationTop1())) {
      best = BestNetwork.of(trainee.network(), trainee.quantized().valuesByName(), validation);
    }
    partial = PartialEpoch.NONE;
    epochsRun++;
    epoch++;
    listener.epochFinished(epochMetrics);
    return epochMetrics;
  }

  private void warn(AccuracyCollapse collapse) {
    LOG.warn("{}", collapse);
    listener.accuracyCollapsed(collapse);
  }

  private EpochRunner.Step step(ActivePhase active, double rate, PruningWatch watch) {
    int batches = trainee.epochs().batches();
    int before = epoch * batches;
    return new EpochRunner.Step() {
      @Override
      public void take(int batch, BatchResult result) {
        active.step(rate, before + batch + 1);
        watch.batch(before + batch + 1, result);
        listener.batchFinished(batch, batches, result.loss());
      }

      @Override
      public boolean pauses() {
        return stopRequested.getAsBoolean() || listener.wantsState();
      }
    };
  }

  /** Hands out the state; stops here if that was asked for. */
  private void publish() {
    listener.stateReached(state());
    if (stopRequested.getAsBoolean()) {
      throw new TrainingStoppedException(position());
    }
  }

  private Position position() {
    return new Position(phaseIndex, epoch, partial.batches());
  }

  private TrainingState state() {
    return new TrainingState(
        phaseIndex,
        epoch,
        partial,
        epochsRun,
        metrics,
        trainee.network().state(),
        trainee.quantized().state(),
        trainee.floatOptimizer().state(),
        phaseState,
        best);
  }

  /** Pruning is above its budget until its last epoch has ended. */
  private static boolean meetsBudget(Phase phase, int epoch) {
    return !(phase instanceof Phase.Prune) || epoch == phase.epochs() - 1;
  }

  private void restoreBest() {
    BestNetwork network = best;
    if (network != null) {
      network.restoreState(trainee.network());
      Map<String, MultiBitTensor> weights = network.quantized();
      if (!weights.isEmpty()) {
        trainee.quantized().adopt(weights);
      }
    }
  }
}
