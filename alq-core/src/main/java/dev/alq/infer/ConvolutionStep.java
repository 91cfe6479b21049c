package dev.alq.infer;

import dev.alq.kernel.Convolution;
import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/** A convolution by the float kernels, its weights reconstructed once. */
final class ConvolutionStep implements Step {

  private final Tensor weights;
  private final @Nullable Tensor bias;
  private final int stride;
  private final int padding;

  ConvolutionStep(PackedLayer.Convolution layer) {
    this.weights = layer.weights().reconstruct();
    this.bias = layer.bias();
    this.stride = layer.stride();
    this.padding = layer.padding();
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    Shape x = input.shape();
    Shape w = weights.shape();
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            x.dimension(0),
            x.dimension(1),
            x.dimension(2),
            x.dimension(3),
            w.dimension(0),
            w.dimension(1),
            w.dimension(2),
            stride,
            padding);
    Tensor output =
        workspace.borrow(
            Shape.of(
                geometry.batch(),
                geometry.outputHeight(),
                geometry.outputWidth(),
                geometry.outputChannels()));
    Convolution.forward(
        workspace.engine(),
        geometry,
        input.data(),
        weights.data(),
        bias == null ? null : bias.data(),
        output.data());
    return output;
  }
}
