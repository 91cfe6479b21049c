package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/** Negative values become zero. */
final class ReluStep implements Step.Pointwise {

  @Override
  public void run(Workspace workspace, Tensor input, Tensor output) {
    Engine engine = workspace.engine();
    Ranges.forEach(
        engine,
        input.size(),
        (from, to) -> engine.kernels().relu(input.data(), output.data(), from, to));
  }
}
