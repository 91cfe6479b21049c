package dev.alq.kernel;

/**
 * Which way a convolution is computed. The rule knows the kernels, the shape of an image and the
 * channels, not the batch, so that an image's result is the same in any batch; {@link
 * PreparedConvolution} makes an exception for few images.
 *
 * <p>Winograd's filtering needs a quarter of the products of a 3×3 kernel, a sixth of a 5×5 one,
 * and time for its transforms that does not grow with the number of channels: it pays from some
 * channels on, which the set of kernels knows, and where not too much of the tiles stands over the
 * border ({@code docs/design-notes.md} has figures).
 */
final class ConvolutionChoice {

  /** Pixels of all tiles for each pixel of the image. */
  private static final double MOST_WASTE = 1.6;

  private ConvolutionChoice() {}

  /** Whether a convolution is to be computed by {@link WinogradConvolution}. */
  static boolean winograd(Engine engine, ConvolutionGeometry g) {
    return switch (engine.convolutionMethod()) {
      case DIRECT -> false;
      case WINOGRAD_WHERE_FASTER -> pays(engine, g);
    };
  }

  private static boolean pays(Engine engine, ConvolutionGeometry g) {
    for (WinogradFiltering filtering : WinogradFiltering.values()) {
      if (filtering.computes(g)) {
        return pays(engine, g, filtering);
      }
    }
    return false;
  }

  private static boolean pays(Engine engine, ConvolutionGeometry g, WinogradFiltering filtering) {
    int tiles = TilePlan.of(g.ofBatch(1), filtering).count();
    int computed = tiles * filtering.output() * filtering.output();
    return Math.min(g.channels(), g.outputChannels())
            >= engine.kernels().winograd(filtering).fewestChannels()
        && computed <= MOST_WASTE * g.outputHeight() * g.outputWidth();
  }
}
