package dev.alq.infer;

import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/** One layer, prepared. Immutable, so that many callers may run it at the same time. */
interface Step {

  /**
   * Runs the layer.
   *
   * @param workspace lends the output
   * @param input N,H,W,C or N,I; not modified
   * @return a tensor of the workspace, never the input, to be given back by the caller
   */
  Tensor run(Workspace workspace, Tensor input);
}
