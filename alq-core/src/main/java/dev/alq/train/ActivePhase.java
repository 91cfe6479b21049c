package dev.alq.train;

import dev.alq.autograd.Pass;
import dev.alq.optim.LearningRate;

/** A phase under way: what it does with each batch, and what it remembers between them. */
interface ActivePhase {

  /** How batch normalisation behaves. */
  Pass pass();

  /** The learning rate by epoch of the phase. */
  LearningRate rates();

  /**
   * Moves the parameters by their gradients.
   *
   * @param learningRate the epoch's rate
   * @param iteration number of the batch within the phase, from 1
   */
  void step(double learningRate, int iteration);

  /** What it remembers now; shares its tensors. */
  PhaseState state();
}
