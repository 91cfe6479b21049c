package dev.alq.kernel;

import java.util.Arrays;

/**
 * The gradient of a convolution at its input by adding each output pixel's share to the pixels it
 * was computed from: the product of the output's gradient with the weights gives, for a block of
 * pixels, the shares of all taps, which are then added row by row.
 */
final class ScatteredGradient {

  /** Shares of a block of pixels, in elements: half of a second-level cache. */
  private static final int BLOCK_ELEMENTS = 1 << 16;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final float[] dy;
  private final Panels weights;
  private final int height;
  private final int width;
  private final int columns;
  private final int blockPixels;
  private final float[] zeros;

  private ScatteredGradient(
      Engine engine, ConvolutionGeometry geometry, float[] dy, Panels weights) {
    this.engine = engine;
    this.g = geometry;
    this.dy = dy;
    this.weights = weights;
    height = g.height() + 2 * g.padding();
    width = g.width() + 2 * g.padding();
    columns = weights.count() * weights.width();
    int tileRows = engine.kernels().tileRows();
    int tiles = Math.max(1, BLOCK_ELEMENTS / (columns * tileRows));
    zeros = new float[weights.width()];
    blockPixels = Math.min(tiles * tileRows, pixels());
  }

  /** Overwrites {@code dx}; one chunk per image. */
  static void run(Engine engine, ConvolutionGeometry g, float[] dy, float[] weights, float[] dx) {
    Panels panels = Panels.pack(engine, MatrixView.of(weights, g.outputChannels(), g.depth()));
    ScatteredGradient gradient = new ScatteredGradient(engine, g, dy, panels);
    engine.parallel().forEach(g.batch(), n -> gradient.runImage(n, dx));
    panels.giveBack(engine);
  }

  private int pixels() {
    return g.outputHeight() * g.outputWidth();
  }

  private void runImage(int n, float[] dx) {
    int imageSize = height * width * g.channels();
    if (g.padding() == 0) {
      addShares(n, dx, n * imageSize);
      return;
    }
    float[] bordered = engine.buffers().borrowAtLeast(imageSize);
    addShares(n, bordered, 0);
    crop(bordered, n, dx);
    engine.buffers().giveBack(bordered);
  }

  /** Fills one image with its border, which begins at {@code offset}. */
  private void addShares(int n, float[] image, int offset) {
    Arrays.fill(image, offset, offset + height * width * g.channels(), 0);
    float[] shares = engine.buffers().borrowAtLeast(blockPixels * columns);
    for (int pixel = 0; pixel < pixels(); pixel += blockPixels) {
      int count = Math.min(blockPixels, pixels() - pixel);
      multiply(n * pixels() + pixel, count, shares);
      for (int i = 0; i < count; i++) {
        addPixel(shares, i * columns, pixel + i, image, offset);
      }
    }
    engine.buffers().giveBack(shares);
  }

  /** The shares (h, w, c) of some pixels. */
  private void multiply(int firstPixel, int count, float[] shares) {
    int outputs = g.outputChannels();
    int tileRows = engine.kernels().tileRows();
    TileTarget target = new TileTarget(engine);
    TileWalk walk = new TileWalk(1, outputs, 1, 0, weights.rowStep(), 0);
    boolean parts = engine.kernels().computesParts();
    for (int p = 0; p < weights.count(); p++) {
      int from = p * weights.width();
      int wanted = parts ? Math.min(weights.width(), g.depth() - from) : weights.width();
      for (int i = 0; i < count; i += tileRows) {
        int rows = Math.min(tileRows, count - i);
        target.setRows((firstPixel + i) * outputs, outputs, rows);
        target.put(
            walk,
            dy,
            weights.data(),
            weights.start(p),
            zeros,
            0,
            shares,
            i * columns + from,
            columns,
            rows,
            wanted);
      }
    }
    target.giveBack();
  }

  /** Adds a pixel's shares; those of one kernel row are one run of the image. */
  private void addPixel(float[] shares, int from, int pixel, float[] image, int offset) {
    int run = g.kernelWidth() * g.channels();
    int rowSize = width * g.channels();
    int row = pixel / g.outputWidth() * g.stride();
    int column = pixel % g.outputWidth() * g.stride();
    int to = offset + row * rowSize + column * g.channels();
    engine.kernels().addBlock(shares, from, run, image, to, rowSize, g.kernelHeight(), run);
  }

  private void crop(float[] bordered, int n, float[] dx) {
    int rowSize = g.width() * g.channels();
    for (int row = 0; row < g.height(); row++) {
      int from = ((row + g.padding()) * width + g.padding()) * g.channels();
      System.arraycopy(bordered, from, dx, (n * g.height() + row) * rowSize, rowSize);
    }
  }
}
