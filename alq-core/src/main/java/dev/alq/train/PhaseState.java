package dev.alq.train;

import dev.alq.optim.OptimizerState;

/** What a phase remembers from batch to batch besides the network and its moments. */
public sealed interface PhaseState {

  /** Nothing; also the state of a phase that has not begun. */
  record Nothing() implements PhaseState {}

  /**
   * Float training.
   *
   * @param optimizer what its optimizer remembers
   */
  record FloatTraining(OptimizerState optimizer) implements PhaseState {}

  /**
   * Pruning, in the units of its budget.
   *
   * @param start the measure before the phase
   * @param target the measure after it
   */
  record Pruning(long start, long target) implements PhaseState {}
}
