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

  /**
   * What it remembers now.
   *
   * @return the tensors themselves, not copies: steps modify them
   */
  OptimizerState state();

  /**
   * Goes on from a state, which replaces all that was remembered.
   *
   * @param state what an optimizer of the same kind remembered; not modified
   * @param parameters among which the names of the state are looked up
   * @throws IllegalArgumentException if a name or a shape does not fit the parameters, or the state
   *     is that of an optimizer of another kind
   */
  void restore(OptimizerState state, List<Parameter> parameters);
}
