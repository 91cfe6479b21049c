package dev.alq.kernel;

/**
 * The gradient of a convolution at its input, in the one of two ways that multiplies less: as a
 * convolution of the output's gradient with the kernel turned by half a turn ("gather"), or by
 * adding each output pixel's share to the pixels it was computed from ("scatter"). The first wins
 * where padding keeps the size, the second at strides and where there is no padding.
 */
final class DataGradient {

  /** Where parts of tiles are computed, fewer columns than these save nothing. */
  private static final int NARROW = 16;

  private final Engine engine;
  private final ConvolutionGeometry g;

  DataGradient(Engine engine, ConvolutionGeometry geometry) {
    this.engine = engine;
    this.g = geometry;
  }

  /** Overwrites {@code dx}. */
  void run(float[] dy, float[] weights, float[] dx) {
    if (gatherProducts() <= scatterProducts()) {
      gather(dy, weights, dx);
    } else {
      ScatteredGradient.run(engine, g, dy, weights, dx);
    }
  }

  private long gatherProducts() {
    return (long) g.height() * g.width() * g.kernelHeight() * g.kernelWidth() * wide(g.channels());
  }

  private long scatterProducts() {
    return (long) g.outputHeight() * g.outputWidth() * wide(g.depth());
  }

  /** Columns that are computed for {@code columns} wanted ones. */
  private int wide(int columns) {
    int width = engine.kernels().computesParts() ? NARROW : engine.kernels().tileColumns();
    return Math.ceilDiv(columns, width) * width;
  }

  private void gather(float[] dy, float[] weights, float[] dx) {
    Panels panels = packTurned(weights);
    int border = g.kernelHeight() - 1 - g.padding();
    if (g.stride() == 1 && g.kernelHeight() == g.kernelWidth()) {
      ConvolutionGeometry turned = turned(g.outputHeight(), g.outputWidth(), border);
      if (BatchCorrelation.pays(engine, turned)) {
        new BatchCorrelation(engine, turned, panels).run(dy, null, dx);
        panels.giveBack(engine);
        return;
      }
    }
    gatherBordered(dy, panels, dx);
    panels.giveBack(engine);
  }

  private void gatherBordered(float[] dy, Panels panels, float[] dx) {
    int height = g.height() + g.kernelHeight() - 1;
    int width = g.width() + g.kernelWidth() - 1;
    BorderedImages.Placement placement =
        new BorderedImages.Placement(
            g.outputHeight(),
            g.outputWidth(),
            g.stride(),
            g.kernelHeight() - 1 - g.padding(),
            g.kernelWidth() - 1 - g.padding());
    BorderedImages gradients =
        BorderedImages.spread(engine, dy, g.batch(), placement, height, width, g.outputChannels());
    new Correlation(engine, turned(height, width, 0), gradients, panels).run(null, dx);
    gradients.giveBack(engine);
  }

  /** The convolution of the output's gradient with the turned kernel. */
  private ConvolutionGeometry turned(int height, int width, int padding) {
    return new ConvolutionGeometry(
        g.batch(),
        height,
        width,
        g.outputChannels(),
        g.channels(),
        g.kernelHeight(),
        g.kernelWidth(),
        1,
        padding);
  }

  /** Rows (h, w, o) of the kernel turned by half a turn, columns c. */
  private Panels packTurned(float[] weights) {
    int taps = g.kernelHeight() * g.kernelWidth();
    Panels panels = Panels.allocate(engine, taps * g.outputChannels(), g.channels());
    engine
        .parallel()
        .forEach(
            taps,
            tap -> {
              for (int o = 0; o < g.outputChannels(); o++) {
                int source = (o * taps + taps - 1 - tap) * g.channels();
                panels.putRow(tap * g.outputChannels() + o, weights, source, g.channels());
              }
            });
    return panels;
  }
}
