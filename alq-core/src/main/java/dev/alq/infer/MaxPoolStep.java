package dev.alq.infer;

import dev.alq.kernel.Buffers;
import dev.alq.kernel.Pooling;
import dev.alq.kernel.PoolingGeometry;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/** The largest value of each window. */
final class MaxPoolStep implements Step.Transform {

  private final PackedLayer.MaxPool layer;

  MaxPoolStep(PackedLayer.MaxPool layer) {
    this.layer = layer;
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    Shape x = input.shape();
    PoolingGeometry geometry =
        new PoolingGeometry(
            x.dimension(0),
            x.dimension(1),
            x.dimension(2),
            x.dimension(3),
            layer.kernel(),
            layer.stride(),
            layer.padding());
    Tensor output =
        workspace.borrow(
            Shape.of(
                geometry.batch(),
                geometry.outputHeight(),
                geometry.outputWidth(),
                geometry.channels()));
    Buffers buffers = workspace.engine().buffers();
    int[] winners = buffers.borrowInts(output.size());
    Pooling.maximum(workspace.engine(), geometry, input.data(), output.data(), winners);
    buffers.giveBack(winners);
    return output;
  }
}
