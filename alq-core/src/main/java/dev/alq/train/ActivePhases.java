package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.nn.Layer;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Optimizer;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.PruningSchedule;
import java.util.List;

/** Begins phases, and goes on with them. The one place that tells the kinds of phases apart. */
final class ActivePhases {

  private static final PhaseState NOTHING = new PhaseState.Nothing();

  private final Trainee trainee;
  private final QuantizedNetwork quantized;

  ActivePhases(Trainee trainee) {
    this.trainee = trainee;
    this.quantized = trainee.quantized();
  }

  /** A step that moves quantized weights, by the number of its iteration. */
  private interface WeightStep {
    void take(double learningRate, int iteration);
  }

  private record QuantizedTraining(
      QuantizedNetwork network,
      Optimizer others,
      Pass pass,
      LearningRate rates,
      PhaseState state,
      WeightStep weights)
      implements ActivePhase {
    @Override
    public void step(double learningRate, int iteration) {
      weights.take(learningRate, iteration);
      others.step(network.others(), learningRate);
    }
  }

  private record FloatTraining(List<Parameter> parameters, Optimizer optimizer, LearningRate rates)
      implements ActivePhase {
    @Override
    public Pass pass() {
      return Pass.TRAINING;
    }

    @Override
    public void step(double learningRate, int iteration) {
      optimizer.step(parameters, learningRate);
    }

    @Override
    public PhaseState state() {
      return new PhaseState.FloatTraining(optimizer.state());
    }
  }

  /**
   * Takes up a phase of at least one epoch.
   *
   * @param phase the phase
   * @param before what it remembered when it was left, {@link PhaseState.Nothing} at its beginning
   * @throws IllegalStateException if the network is not what the phase works on
   * @throws IllegalArgumentException if the state is not one of this phase
   */
  ActivePhase start(Phase phase, PhaseState before) {
    return switch (phase) {
      case Phase.Pretrain p -> floatTraining(p, before);
      case Phase.Sketching _ -> throw new IllegalArgumentException("a sketch has no epochs");
      case Phase.OptimizeBases p ->
          quantized(p.learningRate(), before, (rate, _) -> quantized.basisStep(rate));
      case Phase.QuantizeActivations p ->
          quantized(p.learningRate(), before, (rate, _) -> quantized.basisStep(rate));
      case Phase.OptimizeCoordinates p ->
          quantized(
              p.learningRate(),
              before,
              (rate, _) -> quantized.coordinateStep(rate, p.weightDecay()));
      case Phase.Prune p -> pruning(p, before);
      case Phase.FineTune p ->
          quantized(
              p.learningRate(), before, (rate, _) -> quantized.fineTuneStep(rate, p.projection()));
    };
  }

  private ActivePhase floatTraining(Phase.Pretrain phase, PhaseState before) {
    if (quantized.isQuantized()) {
      throw new IllegalStateException("the network is quantized already");
    }
    Layer network = trainee.network();
    Optimizer optimizer = phase.method().optimizer(trainee.engine());
    switch (before) {
      case PhaseState.Nothing _ -> {}
      case PhaseState.FloatTraining(var state) -> optimizer.restore(state, network.parameters());
      case PhaseState.Pruning _ -> throw unfitting(before, phase);
    }
    return new FloatTraining(network.parameters(), optimizer, phase.learningRate());
  }

  private ActivePhase quantized(LearningRate rates, PhaseState before, WeightStep step) {
    quantized.requireQuantized();
    if (!before.equals(NOTHING)) {
      throw new IllegalArgumentException("a phase that remembers nothing was given " + before);
    }
    return new QuantizedTraining(
        quantized, trainee.floatOptimizer(), Pass.TRAINING, rates, NOTHING, step);
  }

  private ActivePhase pruning(Phase.Prune phase, PhaseState before) {
    quantized.requireQuantized();
    int iterations = phase.epochs() * trainee.epochs().batches();
    PruningSchedule schedule =
        switch (before) {
          case PhaseState.Nothing _ ->
              PruningSchedule.plan(phase.budget(), quantized.values(), iterations);
          case PhaseState.Pruning(long start, long target) ->
              new PruningSchedule(phase.budget(), start, target, iterations);
          case PhaseState.FloatTraining _ -> throw unfitting(before, phase);
        };
    CoordinatePruner pruner = new CoordinatePruner(schedule, phase.selection());
    return new QuantizedTraining(
        quantized,
        trainee.floatOptimizer(),
        Pass.FROZEN_STATISTICS,
        phase.learningRate(),
        new PhaseState.Pruning(schedule.start(), schedule.target()),
        (rate, iteration) -> quantized.prune(pruner, rate, iteration));
  }

  private static IllegalArgumentException unfitting(PhaseState state, Phase phase) {
    return new IllegalArgumentException(state + " is no state of " + phase);
  }
}
