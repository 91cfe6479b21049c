package dev.alq.infer;

import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;

/** One layer or several, prepared. Immutable, so that many callers may run it at the same time. */
sealed interface Step {

  /** A layer whose output is another tensor than its input. */
  non-sealed interface Transform extends Step {

    /**
     * Runs the layer.
     *
     * @param workspace lends the output
     * @param input N,H,W,C or N,I; not modified
     * @return a tensor of the workspace, never the input, to be given back by the caller
     */
    Tensor run(Workspace workspace, Tensor input);
  }

  /** Several layers, each of which takes a time of its own. */
  non-sealed interface Composite extends Step {

    /**
     * Runs the layers.
     *
     * @param workspace lends the output
     * @param input N,H,W,C or N,I; not modified
     * @param facts one for each layer that is reported
     * @param meter hears of the time of each layer
     * @return a tensor of the workspace, never the input, to be given back by the caller
     */
    Tensor run(
        Workspace workspace,
        Tensor input,
        List<LayerProfile.Facts> facts,
        LayerProfile.Meter meter);
  }

  /** A layer that computes each element from one element. */
  non-sealed interface Pointwise extends Step {

    /**
     * Runs the layer.
     *
     * @param workspace what to compute on
     * @param input of any shape; not modified unless it is the output
     * @param output of the same shape, or the input itself; overwritten
     */
    void run(Workspace workspace, Tensor input, Tensor output);
  }
}
