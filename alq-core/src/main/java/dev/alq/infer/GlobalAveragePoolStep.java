package dev.alq.infer;

import dev.alq.kernel.Pooling;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;

/** The mean of each image and channel. */
final class GlobalAveragePoolStep implements Step.Transform {

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    Shape x = input.shape();
    Tensor output = workspace.borrow(Shape.of(x.dimension(0), x.dimension(3)));
    Pooling.mean(
        workspace.engine(),
        input.data(),
        x.dimension(0),
        x.dimension(1) * x.dimension(2),
        x.dimension(3),
        output.data());
    return output;
  }
}
