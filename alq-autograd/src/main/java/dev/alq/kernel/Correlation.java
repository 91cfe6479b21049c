package dev.alq.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The convolution itself, of images that already have their border: the taps of one kernel row are
 * one run of the image, so tiles of pixels × output channels are computed from plain memory.
 */
final class Correlation {

  private static final int BLOCK_PIXELS = 128;

  /** Of a single small image blocks are smaller, so that there are some for every thread. */
  private static final int WANTED_BLOCKS = 16;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final BorderedImages images;
  private final Panels panels;

  /**
   * Prepares a convolution.
   *
   * @param geometry extents; its padding is in the images already
   * @param images with their border
   * @param panels taps (h, w, c) × output channels
   */
  Correlation(Engine engine, ConvolutionGeometry geometry, BorderedImages images, Panels panels) {
    this.engine = engine;
    this.g = geometry;
    this.images = images;
    this.panels = panels;
  }

  /** Overwrites {@code y}, pixels × output channels. */
  void run(float @Nullable [] bias, float[] y) {
    int pixels = g.batch() * g.outputHeight() * g.outputWidth();
    float[] start = panels.wideRow(engine, bias);
    int block = blockPixels(pixels);
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(pixels, block),
            chunk -> {
              int from = chunk * block;
              putPixels(y, start, from, Math.min(pixels, from + block));
            });
    engine.buffers().giveBack(start);
  }

  private int blockPixels(int pixels) {
    int tileRows = engine.kernels().tileRows();
    int tiles = Math.ceilDiv(Math.ceilDiv(pixels, WANTED_BLOCKS), tileRows);
    return Math.clamp((long) tiles * tileRows, 1, Math.max(tileRows, BLOCK_PIXELS));
  }

  private void putPixels(float[] y, float[] start, int from, int to) {
    int run = g.kernelWidth() * g.channels();
    int width = panels.width();
    TileWalk walk = new TileWalk(g.kernelHeight(), run, 1, images.rowSize(), width, run * width);
    TileTarget target = new TileTarget(engine);
    int[] starts = engine.buffers().borrowInts(Math.max(BLOCK_PIXELS, engine.kernels().tileRows()));
    firstTaps(from, to, starts);
    int tileRows = engine.kernels().tileRows();
    for (int p = 0; p < panels.count(); p++) {
      int columns = Math.min(width, g.outputChannels() - p * width);
      for (int pixel = from; pixel < to; pixel += tileRows) {
        int rows = Math.min(tileRows, to - pixel);
        target.setRows(starts, pixel - from, rows);
        int cOffset = pixel * g.outputChannels() + p * width;
        target.put(
            walk,
            images.data(),
            panels.data(),
            panels.start(p),
            start,
            p * width,
            y,
            cOffset,
            g.outputChannels(),
            rows,
            columns);
      }
    }
    engine.buffers().giveBack(starts);
    target.giveBack();
  }

  /** Where in the images the first tap of each output pixel lies. */
  private void firstTaps(int from, int to, int[] starts) {
    int column = from % g.outputWidth();
    int row = from / g.outputWidth() % g.outputHeight();
    int n = from / g.outputWidth() / g.outputHeight();
    for (int pixel = from; pixel < to; pixel++) {
      starts[pixel - from] =
          n * images.imageSize()
              + row * g.stride() * images.rowSize()
              + column * g.stride() * images.channels();
      if (++column == g.outputWidth()) {
        column = 0;
        if (++row == g.outputHeight()) {
          row = 0;
          n++;
        }
      }
    }
  }
}
