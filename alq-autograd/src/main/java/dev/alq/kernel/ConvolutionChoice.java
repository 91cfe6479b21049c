package dev.alq.kernel;

/**
 * Which way a convolution is computed. The rule knows the kernels, the shape of an image and the
 * channels, not the batch, so that an image's result is the same in any batch.
 *
 * <p>Winograd's filtering needs a quarter of the products, and time for its transforms that does
 * not grow with the number of channels. Measured at batch 16 on AVX-512, forward passes with 32
 * channels on both sides take 0.5 times the time of direct sums where tiles fit, 0.8 at a waste of
 * 1.5 (13×13 pixels), and the same time at 1.8 (6×6); with 16 channels up to the same time at 1.3
 * (7×7). More channels and the gradients of weights gain more. On the scalar kernels 64 channels
 * take the same time at 8×8 pixels and batch 4, 128 channels 0.8 times, 0.5 at 16×16.
 */
final class ConvolutionChoice {

  /** Pixels of all tiles for each pixel of the image. */
  private static final double MOST_WASTE = 1.6;

  private ConvolutionChoice() {}

  /** Whether a convolution is to be computed by {@link WinogradConvolution}. */
  static boolean winograd(Engine engine, ConvolutionGeometry g) {
    return switch (engine.convolutionMethod()) {
      case DIRECT -> false;
      case WINOGRAD_WHERE_FASTER -> possible(g) && pays(engine, g);
    };
  }

  private static boolean possible(ConvolutionGeometry g) {
    return g.kernelHeight() == WinogradKernels.TAPS
        && g.kernelWidth() == WinogradKernels.TAPS
        && g.stride() == 1;
  }

  private static boolean pays(Engine engine, ConvolutionGeometry g) {
    TilePlan plan = new TilePlan(1, g.outputHeight(), g.outputWidth());
    int computed = plan.count() * WinogradKernels.OUTPUT * WinogradKernels.OUTPUT;
    return Math.min(g.channels(), g.outputChannels())
            >= engine.kernels().winograd().fewestChannels()
        && computed <= MOST_WASTE * g.outputHeight() * g.outputWidth();
  }
}
