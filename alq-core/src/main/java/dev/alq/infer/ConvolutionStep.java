package dev.alq.infer;

import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.Engine;
import dev.alq.kernel.PreparedConvolution;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * A convolution by the float kernels.
 *
 * @param convolution with the reconstructed weights
 * @param bias a term per output channel, or null
 */
record ConvolutionStep(PreparedConvolution convolution, @Nullable Tensor bias)
    implements Step.Transform {

  /** Reconstructs and prepares the weights for images of a shape H,W,C. */
  static ConvolutionStep prepare(Engine engine, PackedLayer.Convolution layer, Shape image) {
    Shape w = layer.weights().shape();
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            1,
            image.dimension(0),
            image.dimension(1),
            image.dimension(2),
            w.dimension(0),
            w.dimension(1),
            w.dimension(2),
            layer.stride(),
            layer.padding());
    float[] weights = layer.weights().reconstruct().data();
    return new ConvolutionStep(PreparedConvolution.of(engine, geometry, weights), layer.bias());
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    int batch = input.shape().dimension(0);
    ConvolutionGeometry geometry = convolution.geometry(batch);
    Tensor output =
        workspace.borrow(
            Shape.of(
                batch, geometry.outputHeight(), geometry.outputWidth(), geometry.outputChannels()));
    convolution.forward(
        workspace.engine(), batch, input.data(), bias == null ? null : bias.data(), output.data());
    return output;
  }
}
