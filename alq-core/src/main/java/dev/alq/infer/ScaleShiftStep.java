package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/** A factor and a term per channel. */
final class ScaleShiftStep implements Step.Pointwise {

  private final float[] scale;
  private final float[] shift;

  ScaleShiftStep(PackedLayer.ScaleShift layer) {
    this.scale = layer.scale().data();
    this.shift = layer.shift().data();
  }

  @Override
  public void run(Workspace workspace, Tensor input, Tensor output) {
    Engine engine = workspace.engine();
    Ranges.forEachRow(
        engine,
        input.size() / scale.length,
        scale.length,
        (from, to) ->
            engine.kernels().scaleShift(input.data(), output.data(), from, to, scale, shift));
  }
}
