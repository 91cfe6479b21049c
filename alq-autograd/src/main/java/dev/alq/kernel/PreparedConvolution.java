package dev.alq.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A convolution whose weights do not change: brought once into the order the kernels read, and
 * transformed once where Winograd's filtering is the faster way. Immutable; for engines with the
 * kernels and the {@link ConvolutionMethod} it was made on.
 *
 * <p>Unlike {@link Convolution#forward}, what is faster is decided with regard to the batch: for a
 * few tiles reading the transformed kernels, four times as large, takes longer than direct sums. So
 * an image's result may differ by rounding between batches of different sizes.
 */
public final class PreparedConvolution {

  private static final int MANY_TILES = 8;

  /** One way to compute it. */
  private interface Way {
    void run(Engine engine, ConvolutionGeometry g, float[] x, float @Nullable [] bias, float[] y);
  }

  private final ConvolutionGeometry single;
  private final Way ofFewImages;
  private final Way ofManyImages;
  private final int manyImages;

  private PreparedConvolution(
      ConvolutionGeometry single, Way ofFewImages, Way ofManyImages, int manyImages) {
    this.single = single;
    this.ofFewImages = ofFewImages;
    this.ofManyImages = ofManyImages;
    this.manyImages = manyImages;
  }

  /**
   * Prepares a convolution.
   *
   * @param engine what to compute on
   * @param geometry the extents; the batch counts for nothing
   * @param weights O,H,W,C; not modified, copied
   * @return the convolution
   */
  public static PreparedConvolution of(
      Engine engine, ConvolutionGeometry geometry, float[] weights) {
    ConvolutionGeometry single = geometry.ofBatch(1);
    if (!ConvolutionChoice.winograd(engine, single)) {
      Way direct = direct(engine, single, weights);
      return new PreparedConvolution(single, direct, direct, 1);
    }
    Way winograd = winograd(engine, single, weights);
    int tiles = TilePlan.of(single, WinogradFiltering.of(single)).count();
    int manyImages = Math.ceilDiv(MANY_TILES, tiles);
    Way ofFewImages = manyImages == 1 ? winograd : direct(engine, single, weights);
    return new PreparedConvolution(single, ofFewImages, winograd, manyImages);
  }

  private static Way direct(Engine engine, ConvolutionGeometry g, float[] weights) {
    MatrixView taps = MatrixView.of(weights, g.outputChannels(), g.depth()).transposed();
    Panels panels = Panels.copy(engine, taps);
    return (on, geometry, x, bias, y) ->
        Convolution.forwardDirectly(on, geometry, x, panels, bias, y);
  }

  private static Way winograd(Engine engine, ConvolutionGeometry g, float[] weights) {
    PositionMatrices u = WinogradWeights.forward(engine, g, weights).copy();
    return (on, geometry, x, bias, y) -> WinogradConvolution.forward(on, geometry, x, u, bias, y);
  }

  /**
   * The extents for a batch.
   *
   * @param batch images
   * @return the geometry
   */
  public ConvolutionGeometry geometry(int batch) {
    return single.ofBatch(batch);
  }

  /**
   * As {@link Convolution#forward}.
   *
   * @param engine what to compute on
   * @param batch images
   * @param x input N,H,W,C; not modified
   * @param bias a term per output channel, or null; not modified
   * @param y output N,H,W,C; overwritten
   */
  public void forward(Engine engine, int batch, float[] x, float @Nullable [] bias, float[] y) {
    ConvolutionGeometry g = geometry(batch);
    Way way = batch < manyImages ? ofFewImages : ofManyImages;
    way.run(engine, g, x, bias, y);
  }
}
