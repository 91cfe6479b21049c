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
 * @param bias a term per output channel, the terms of all taps included, or null
 * @param border what the terms of taps outside the image take away again, or null
 */
record ConvolutionStep(
    PreparedConvolution convolution, @Nullable Tensor bias, @Nullable BorderTerms border)
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
    return new ConvolutionStep(
        PreparedConvolution.of(engine, geometry, weights), bias(layer), border(layer, image));
  }

  private static @Nullable Tensor bias(PackedLayer.Convolution layer) {
    Tensor taps = layer.tapTerms();
    if (taps == null) {
      return layer.bias();
    }
    int outputs = taps.shape().dimension(0);
    int perOutput = taps.size() / outputs;
    Tensor bias = Tensor.zeros(Shape.of(outputs));
    for (int o = 0; o < outputs; o++) {
      double sum = layer.bias() == null ? 0 : layer.bias().data()[o];
      for (int tap = 0; tap < perOutput; tap++) {
        sum += taps.data()[o * perOutput + tap];
      }
      bias.data()[o] = (float) sum;
    }
    return bias;
  }

  private static @Nullable BorderTerms border(PackedLayer.Convolution layer, Shape image) {
    Tensor taps = layer.tapTerms();
    if (taps == null || layer.padding() == 0) {
      return null;
    }
    TapWindow window =
        TapWindow.ofConvolution(
            new CodeShape(image.dimension(0), image.dimension(1), image.dimension(2), 1, 0),
            taps.shape().dimension(1),
            taps.shape().dimension(2),
            layer.stride(),
            layer.padding());
    return BorderTerms.of(
        window,
        outside -> {
          float[] terms = new float[taps.shape().dimension(0)];
          for (int o = 0; o < terms.length; o++) {
            int first = o * window.taps();
            terms[o] = (float) -outside.stream().mapToDouble(t -> taps.data()[first + t]).sum();
          }
          return terms;
        });
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
    if (border != null) {
      border.addTo(workspace.engine(), batch, output.data());
    }
    return output;
  }
}
