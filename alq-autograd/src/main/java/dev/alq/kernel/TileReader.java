package dev.alq.kernel;

import java.util.Arrays;

/**
 * Cuts squares of pixels out of images, zeros where they reach beyond, and transforms them. What
 * lies inside is read where it is.
 */
final class TileReader {

  /** Tiles of a piece of work. */
  private static final int CHUNK_TILES = 4;

  private final Engine engine;
  private final TilePlan plan;
  private final float[] images;
  private final int height;
  private final int width;
  private final int channels;
  private final int padding;
  private final int size;
  private final int scratchSize;
  private final WinogradTransform transform;
  private final PixelGrid grid;

  private TileReader(
      Engine engine,
      TilePlan plan,
      float[] images,
      int height,
      int width,
      int channels,
      int padding,
      int size,
      WinogradKernels kernels,
      WinogradTransform transform) {
    this.engine = engine;
    this.plan = plan;
    this.images = images;
    this.height = height;
    this.width = width;
    this.channels = channels;
    this.padding = padding;
    this.size = size;
    this.scratchSize = kernels.scratchSize();
    this.transform = transform;
    this.grid = new PixelGrid(width * channels, channels);
  }

  /** The input tiles of a convolution. */
  static TileReader ofInput(
      Engine engine, WinogradFiltering filtering, ConvolutionGeometry g, float[] x) {
    WinogradKernels kernels = engine.kernels().winograd(filtering);
    return new TileReader(
        engine,
        TilePlan.of(g, filtering),
        x,
        g.height(),
        g.width(),
        g.channels(),
        g.padding(),
        filtering.input(),
        kernels,
        kernels::inputTile);
  }

  /** The gradient at the output tiles of a convolution. */
  static TileReader ofOutputGradient(
      Engine engine, WinogradFiltering filtering, ConvolutionGeometry g, float[] dy) {
    WinogradKernels kernels = engine.kernels().winograd(filtering);
    return new TileReader(
        engine,
        TilePlan.of(g, filtering),
        dy,
        g.outputHeight(),
        g.outputWidth(),
        g.outputChannels(),
        0,
        filtering.output(),
        kernels,
        kernels::outputGradientTile);
  }

  /** Transforms {@code count} tiles from {@code first} on, in parallel. */
  void read(int first, int count, PositionMatrices target) {
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(count, CHUNK_TILES),
            chunk -> {
              int from = chunk * CHUNK_TILES;
              readHere(first, from, Math.min(count, from + CHUNK_TILES), target);
            });
  }

  private void readHere(int first, int from, int to, PositionMatrices target) {
    PixelGrid targetGrid = target.grid();
    PixelGrid patchGrid = new PixelGrid(size * target.width(), target.width());
    float[] scratch = engine.buffers().borrowAtLeast(scratchSize);
    float[] patch = engine.buffers().borrowAtLeast(size * size * target.width());
    for (int t = from; t < to; t++) {
      int top = plan.top(first + t) - padding;
      int left = plan.left(first + t) - padding;
      int source = ((plan.image(first + t) * height + top) * width + left) * channels;
      boolean inside = top >= 0 && left >= 0 && top + size <= height && left + size <= width;
      for (int panel = 0; panel < target.panels(); panel++) {
        int used = target.used(panel);
        int place = target.start(0, panel, t);
        int at = source + panel * target.width();
        if (inside) {
          transform.run(images, at, grid, target.data(), place, targetGrid, used, scratch);
        } else {
          cut(at, top, left, used, patch, patchGrid);
          transform.run(patch, 0, patchGrid, target.data(), place, targetGrid, used, scratch);
        }
      }
    }
    engine.buffers().giveBack(patch);
    engine.buffers().giveBack(scratch);
  }

  /** Copies a square, of which some is outside. */
  private void cut(int at, int top, int left, int used, float[] patch, PixelGrid patchGrid) {
    Arrays.fill(patch, 0, size * patchGrid.rowStep(), 0);
    int firstColumn = Math.max(0, -left);
    int columns = Math.min(size, width - left) - firstColumn;
    for (int i = Math.max(0, -top); i < Math.min(size, height - top); i++) {
      int from = at + i * grid.rowStep() + firstColumn * channels;
      int to = i * patchGrid.rowStep() + firstColumn * patchGrid.columnStep();
      engine
          .kernels()
          .copyBlock(images, from, channels, patch, to, patchGrid.columnStep(), columns, used);
    }
  }
}
