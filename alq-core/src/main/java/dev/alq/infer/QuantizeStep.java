package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.multibit.ActivationLevels;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/**
 * Each value becomes the nearest level.
 *
 * @param levels the levels
 */
record QuantizeStep(ActivationLevels levels) implements Step.Pointwise {

  @Override
  public void run(Workspace workspace, Tensor input, Tensor output) {
    Engine engine = workspace.engine();
    Ranges.forEach(
        engine,
        input.size(),
        (from, to) ->
            levels.quantize(engine.kernels().activations(), input.data(), output.data(), from, to));
  }
}
