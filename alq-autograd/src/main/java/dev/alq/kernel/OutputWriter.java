package dev.alq.kernel;

import org.jspecify.annotations.Nullable;

/** Writes the output tiles of a convolution, which do not overlap. */
final class OutputWriter implements TileWriter {

  /** Tiles of a piece of work. */
  private static final int CHUNK_TILES = 4;

  private final Engine engine;
  private final WinogradKernels kernels;
  private final ConvolutionGeometry g;
  private final TilePlan plan;
  private final float @Nullable [] bias;
  private final float[] y;
  private final PixelGrid image;

  OutputWriter(
      Engine engine,
      WinogradFiltering filtering,
      ConvolutionGeometry geometry,
      float @Nullable [] bias,
      float[] y) {
    this.engine = engine;
    this.g = geometry;
    this.bias = bias;
    this.y = y;
    kernels = engine.kernels().winograd(filtering);
    plan = TilePlan.of(g, filtering);
    image = new PixelGrid(g.outputWidth() * g.outputChannels(), g.outputChannels());
  }

  @Override
  public int inseparable() {
    return 1;
  }

  @Override
  public void write(int first, int count, PositionMatrices m) {
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(count, CHUNK_TILES),
            chunk -> {
              int from = chunk * CHUNK_TILES;
              writeHere(first, from, Math.min(count, from + CHUNK_TILES), m);
            });
  }

  private void writeHere(int first, int from, int to, PositionMatrices m) {
    int size = plan.size();
    PixelGrid patchGrid = new PixelGrid(size * m.width(), m.width());
    float[] scratch = engine.buffers().borrowAtLeast(kernels.scratchSize());
    float[] patch = engine.buffers().borrowAtLeast(size * size * m.width());
    for (int t = from; t < to; t++) {
      int top = plan.top(first + t);
      int left = plan.left(first + t);
      int rows = Math.min(size, g.outputHeight() - top);
      int columns = Math.min(size, g.outputWidth() - left);
      int pixel = (plan.image(first + t) * g.outputHeight() + top) * g.outputWidth() + left;
      for (int p = 0; p < m.panels(); p++) {
        int o = p * m.width();
        int used = m.used(p);
        int at = m.start(0, p, t);
        int target = pixel * g.outputChannels() + o;
        if (rows == size && columns == size) {
          kernels.outputTile(m.data(), at, m.grid(), y, target, image, used, scratch);
        } else {
          kernels.outputTile(m.data(), at, m.grid(), patch, 0, patchGrid, used, scratch);
          paste(patch, patchGrid, rows, columns, used, target);
        }
        addBias(o, rows, columns, used, target);
      }
    }
    engine.buffers().giveBack(patch);
    engine.buffers().giveBack(scratch);
  }

  /** Copies what of a tile lies inside the image. */
  private void paste(
      float[] patch, PixelGrid patchGrid, int rows, int columns, int used, int target) {
    for (int i = 0; i < rows; i++) {
      int from = i * patchGrid.rowStep();
      int to = target + i * image.rowStep();
      engine
          .kernels()
          .copyBlock(patch, from, patchGrid.columnStep(), y, to, image.columnStep(), columns, used);
    }
  }

  private void addBias(int firstOutput, int rows, int columns, int used, int target) {
    if (bias == null) {
      return;
    }
    for (int i = 0; i < rows; i++) {
      int to = target + i * image.rowStep();
      engine.kernels().addBlock(bias, firstOutput, 0, y, to, image.columnStep(), columns, used);
    }
  }
}
