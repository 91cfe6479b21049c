package dev.alq.infer;

import dev.alq.kernel.ChannelOrder;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/** Images as rows in C,H,W order. */
final class FlattenStep implements Step.Transform {

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    Shape x = input.shape();
    int pixels = x.dimension(1) * x.dimension(2);
    int channels = x.dimension(3);
    Tensor output = workspace.borrow(Shape.of(x.dimension(0), pixels * channels));
    ChannelOrder.channelsFirst(
        workspace.engine(), input.data(), x.dimension(0), pixels, channels, output.data());
    return output;
  }
}
