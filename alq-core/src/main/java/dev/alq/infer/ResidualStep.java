package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;

/**
 * The sum of two ways.
 *
 * @param body one way
 * @param shortcut the other
 */
record ResidualStep(Chain body, Chain shortcut) implements Step.Composite {

  @Override
  public Tensor run(
      Workspace workspace, Tensor input, List<LayerProfile.Facts> facts, LayerProfile.Meter meter) {
    Tensor x = body.run(workspace, input, meter);
    Tensor y = shortcut.run(workspace, input, meter);
    long start = System.nanoTime();
    Tensor sum = x == input ? workspace.borrow(x.shape()) : x;
    Engine engine = workspace.engine();
    Ranges.forEach(
        engine,
        sum.size(),
        (from, to) -> engine.kernels().add(x.data(), y.data(), sum.data(), from, to));
    Chain.giveBack(workspace, y, input);
    meter.add(facts.getFirst(), System.nanoTime() - start);
    return sum;
  }
}
