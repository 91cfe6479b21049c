package dev.alq.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution and its gradients, channel-last: input N,H,W,C, weights O,H,W,C,
 * output N,H,W,C. Computed directly, without unfolding the image, or by Winograd's filtering, as
 * the engine's {@link ConvolutionMethod} and the shape decide.
 */
public final class Convolution {

  private Convolution() {}

  /**
   * {@code y[n,i,j,o] = bias[o] + Σ x[n, i·stride+h−padding, j·stride+w−padding, c]·w[o,h,w,c]}.
   *
   * @param engine what to compute on
   * @param geometry the extents
   * @param x input; not modified
   * @param weights weights; not modified
   * @param bias a term per output channel, or null; not modified
   * @param y output; overwritten
   */
  public static void forward(
      Engine engine,
      ConvolutionGeometry geometry,
      float[] x,
      float[] weights,
      float @Nullable [] bias,
      float[] y) {
    if (ConvolutionChoice.winograd(engine, geometry)) {
      WinogradConvolution.forward(engine, geometry, x, weights, bias, y);
    } else {
      forwardDirectly(engine, geometry, x, weights, bias, y);
    }
  }

  private static void forwardDirectly(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      float[] weights,
      float @Nullable [] bias,
      float[] y) {
    MatrixView taps = MatrixView.of(weights, g.outputChannels(), g.depth()).transposed();
    Panels panels = Panels.pack(engine, taps);
    forwardDirectly(engine, g, x, panels, bias, y);
    panels.giveBack(engine);
  }

  /** With panels taps (h, w, c) × output channels; overwrites {@code y}. */
  static void forwardDirectly(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      Panels panels,
      float @Nullable [] bias,
      float[] y) {
    if (BatchCorrelation.pays(engine, g)) {
      new BatchCorrelation(engine, g, panels).run(x, bias, y);
    } else {
      correlateBordered(engine, g, x, panels, bias, y);
    }
  }

  private static void correlateBordered(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      Panels panels,
      float @Nullable [] bias,
      float[] y) {
    BorderedImages images =
        BorderedImages.surround(
            engine, x, g.batch(), g.height(), g.width(), g.channels(), g.padding());
    new Correlation(engine, g, images, panels).run(bias, y);
    images.giveBack(engine);
  }

  /**
   * The gradient at the input, {@code dx[n,r,s,c] = Σ dy[n,i,j,o]·w[o,h,w,c]} over all places with
   * {@code r = i·stride+h−padding} and {@code s = j·stride+w−padding}.
   *
   * @param engine what to compute on
   * @param geometry the extents of the forward pass
   * @param dy gradient at the output; not modified
   * @param weights weights; not modified
   * @param dx gradient at the input; overwritten
   */
  public static void backwardData(
      Engine engine, ConvolutionGeometry geometry, float[] dy, float[] weights, float[] dx) {
    if (ConvolutionChoice.winograd(engine, geometry)) {
      WinogradConvolution.backwardData(engine, geometry, dy, weights, dx);
    } else {
      new DataGradient(engine, geometry).run(dy, weights, dx);
    }
  }

  /**
   * The gradient of the weights, {@code dw[o,h,w,c] = Σ dy[n,i,j,o]·x[n, i·stride+h−padding,
   * j·stride+w−padding, c]}.
   *
   * @param engine what to compute on
   * @param geometry the extents of the forward pass
   * @param x input of the forward pass; not modified
   * @param dy gradient at the output; not modified
   * @param dw gradient of the weights; overwritten
   */
  public static void backwardWeights(
      Engine engine, ConvolutionGeometry geometry, float[] x, float[] dy, float[] dw) {
    if (ConvolutionChoice.winograd(engine, geometry)) {
      new WinogradWeightGradient(engine, geometry).run(x, dy, dw);
    } else {
      new WeightGradient(engine, geometry).run(x, dy, dw);
    }
  }
}
