package dev.alq.kernel;

/**
 * Which way a convolution is computed. The rule knows the kernels, the shape of an image and the
 * channels, not the batch, so that an image's result is the same in any batch.
 *
 * <p>Winograd's filtering needs a quarter of the products of a 3×3 kernel, a sixth of a 5×5 one,
 * and time for its transforms that does not grow with the number of channels. Measured at batch 16
 * on AVX-512, forward passes of 3×3 kernels with 32 channels on both sides take 0.5 times the time
 * of direct sums where tiles fit, 0.8 at a waste of 1.5 (13×13 pixels), and the same time at 1.8
 * (6×6); with 16 channels up to the same time at 1.3 (7×7). More channels and the gradients of
 * weights gain more. On the scalar kernels 64 channels take the same time at 8×8 pixels and batch
 * 4, 128 channels 0.8 times, 0.5 at 16×16.
 *
 * <p>5×5 kernels with 16 channels on both sides take 0.5 times the time where tiles fit, 0.75 at a
 * waste of 1.5 (13×13), with 32 channels 0.8 at 1.3 (7×7) and the same time at 1.8 (6×6); 8 input
 * channels are slower. On the scalar kernels all passes from 20 to 50 channels together take 0.75
 * times the time at 8×8 pixels, with 16 channels on both sides 0.95 times.
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
