package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/**
 * The sum of two ways.
 *
 * @param body one way
 * @param shortcut the other
 */
record ResidualStep(Chain body, Chain shortcut) implements Step.Transform {

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    Tensor x = body.run(workspace, input);
    Tensor y = shortcut.run(workspace, input);
    Tensor sum = x == input ? workspace.borrow(x.shape()) : x;
    Engine engine = workspace.engine();
    Ranges.forEach(
        engine,
        sum.size(),
        (from, to) -> engine.kernels().add(x.data(), y.data(), sum.data(), from, to));
    Chain.giveBack(workspace, y, input);
    return sum;
  }
}
