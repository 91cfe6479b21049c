package dev.alq.kernel;

/**
 * Which way a convolution is computed. The rule knows the shape of an image and the channels alone,
 * neither the batch nor the machine, so that an image's result is the same in any batch.
 */
final class ConvolutionChoice {

  private static final int FEWEST_CHANNELS = 32;
  private static final double MOST_WASTE = 1.6;

  private ConvolutionChoice() {}

  /** Whether a convolution is to be computed by {@link WinogradConvolution}. */
  static boolean winograd(Engine engine, ConvolutionGeometry g) {
    return switch (engine.convolutionMethod()) {
      case DIRECT -> false;
      case WINOGRAD_WHERE_FASTER -> possible(g) && pays(g);
    };
  }

  private static boolean possible(ConvolutionGeometry g) {
    return g.kernelHeight() == WinogradKernels.TAPS
        && g.kernelWidth() == WinogradKernels.TAPS
        && g.stride() == 1;
  }

  private static boolean pays(ConvolutionGeometry g) {
    TilePlan plan = new TilePlan(1, g.outputHeight(), g.outputWidth());
    int computed = plan.count() * WinogradKernels.OUTPUT * WinogradKernels.OUTPUT;
    return Math.min(g.channels(), g.outputChannels()) >= FEWEST_CHANNELS
        && computed <= MOST_WASTE * g.outputHeight() * g.outputWidth();
  }
}
