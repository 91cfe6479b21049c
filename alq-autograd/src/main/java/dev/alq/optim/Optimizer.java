package dev.alq.optim;

import dev.alq.autograd.Parameter;
import java.util.List;

/** Moves parameters against their gradients. Keeps its state per parameter. */
public interface Optimizer {

  /**
   * Takes one step. Parameters without a gradient stay as they are, and so does their state.
   *
   * @param parameters what to move; their values are modified, their gradients are not
   * @param learningRate the step's length, positive or 0
   */
  void step(List<Parameter> parameters, double learningRate);
}
