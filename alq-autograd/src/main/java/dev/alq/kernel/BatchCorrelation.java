package dev.alq.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The convolution of a batch large enough that the rows of a tile can be the same pixel of several
 * images. All of them then see the same part of the kernel inside the image, so that what reaches
 * beyond it is left out instead of multiplied by zeros: a sixth of the products of a 3×3
 * convolution on 8×8 pixels. The sums are those of {@link Correlation} to the bit.
 */
final class BatchCorrelation {

  private static final int BLOCK_PIXELS = 16;

  /** Elements between images, so that the same pixel of several does not fall into one set. */
  private static final int GAP = 16;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final Panels panels;
  private final int tileRows;
  private final int imageStep;
  private final VisibleTaps taps;

  /**
   * Prepares a convolution.
   *
   * @param geometry extents
   * @param panels taps (h, w, c) × output channels
   */
  BatchCorrelation(Engine engine, ConvolutionGeometry geometry, Panels panels) {
    this.engine = engine;
    this.g = geometry;
    this.panels = panels;
    tileRows = engine.kernels().tileRows();
    imageStep = g.height() * g.width() * g.channels() + GAP;
    taps = VisibleTaps.of(g, panels.width());
  }

  /** Whether there are images enough, and a border that is worth leaving out. */
  static boolean pays(Engine engine, ConvolutionGeometry g) {
    return g.padding() > 0 && g.batch() >= engine.kernels().tileRows();
  }

  /** Overwrites {@code y}, pixels × output channels. */
  void run(float[] x, float @Nullable [] bias, float[] y) {
    float[] images = spread(x);
    float[] start = panels.wideRow(engine, bias);
    int blocks = Math.ceilDiv(taps.pixels(), BLOCK_PIXELS);
    int groups = Math.ceilDiv(g.batch(), tileRows);
    engine
        .parallel()
        .forEach(
            groups * blocks,
            chunk -> putPixels(images, start, y, chunk / blocks, chunk % blocks * BLOCK_PIXELS));
    engine.buffers().giveBack(start);
    engine.buffers().giveBack(images);
  }

  /** A copy of the images with a gap after each. */
  private float[] spread(float[] x) {
    int size = imageStep - GAP;
    float[] images = engine.buffers().borrowAtLeast(Math.multiplyExact(g.batch(), imageStep));
    engine
        .parallel()
        .forEach(g.batch(), n -> System.arraycopy(x, n * size, images, n * imageStep, size));
    return images;
  }

  private void putPixels(float[] images, float[] start, float[] y, int group, int from) {
    int first = group * tileRows;
    int rows = Math.min(tileRows, g.batch() - first);
    int to = Math.min(from + BLOCK_PIXELS, taps.pixels());
    int outputStep = taps.pixels() * g.outputChannels();
    TileTarget target = new TileTarget(engine);
    for (int p = 0; p < panels.count(); p++) {
      int channel = p * panels.width();
      int columns = Math.min(panels.width(), g.outputChannels() - channel);
      for (int pixel = from; pixel < to; pixel++) {
        target.setRows(first * imageStep + taps.start(pixel), imageStep, rows);
        int cOffset = first * outputStep + pixel * g.outputChannels() + channel;
        target.put(
            taps.walk(pixel),
            images,
            panels.data(),
            panels.start(p) + taps.firstTap(pixel) * panels.width(),
            start,
            channel,
            y,
            cOffset,
            outputStep,
            rows,
            columns);
      }
    }
    target.giveBack();
  }
}
