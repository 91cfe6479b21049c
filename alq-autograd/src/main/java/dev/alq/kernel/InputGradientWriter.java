package dev.alq.kernel;

import java.util.Arrays;

/**
 * Adds up the gradients at the input tiles of a convolution, which overlap: each tile of an image
 * to those before it.
 */
final class InputGradientWriter implements TileWriter {

  private final Engine engine;
  private final WinogradKernels kernels;
  private final ConvolutionGeometry g;
  private final TilePlan plan;
  private final int size;
  private final float[] dx;

  InputGradientWriter(
      Engine engine, WinogradFiltering filtering, ConvolutionGeometry geometry, float[] dx) {
    this.engine = engine;
    this.g = geometry;
    this.dx = dx;
    size = filtering.input();
    kernels = engine.kernels().winograd(filtering);
    plan = TilePlan.of(g, filtering);
  }

  /** The tiles of an image. */
  @Override
  public int inseparable() {
    return plan.perImage();
  }

  @Override
  public void write(int first, int count, PositionMatrices m) {
    int firstImage = plan.image(first);
    int end = first + count;
    engine
        .parallel()
        .forEach(
            plan.image(end - 1) + 1 - firstImage,
            chunk -> {
              int tile = (firstImage + chunk) * plan.perImage();
              addHere(first, Math.max(first, tile), Math.min(end, tile + plan.perImage()), m);
            });
  }

  /** Adds the tiles of one image; the first of the image overwrites what was there. */
  private void addHere(int first, int from, int to, PositionMatrices m) {
    int imageSize = g.height() * g.width() * g.channels();
    int start = plan.image(from) * imageSize;
    if (from % plan.perImage() == 0) {
      Arrays.fill(dx, start, start + imageSize, 0);
    }
    int pixelStep = Math.min(m.width(), g.channels());
    PixelGrid patchGrid = new PixelGrid(size * pixelStep, pixelStep);
    float[] scratch = engine.buffers().borrowAtLeast(kernels.scratchSize());
    float[] patch = engine.buffers().borrowAtLeast(size * size * pixelStep);
    for (int t = from; t < to; t++) {
      for (int p = 0; p < m.panels(); p++) {
        int at = m.start(0, p, t - first);
        int used = m.used(p);
        kernels.inputGradientTile(m.data(), at, m.grid(), patch, 0, patchGrid, used, scratch);
        add(patch, patchGrid, t, used, start + p * m.width());
      }
    }
    engine.buffers().giveBack(patch);
    engine.buffers().giveBack(scratch);
  }

  /** Adds what of a tile lies inside the image. */
  private void add(float[] patch, PixelGrid patchGrid, int tile, int used, int image) {
    int top = plan.top(tile) - g.padding();
    int left = plan.left(tile) - g.padding();
    int firstColumn = Math.max(0, -left);
    int columns = Math.min(size, g.width() - left) - firstColumn;
    boolean inOneRun = used == g.channels();
    int rows = inOneRun ? 1 : columns;
    int run = inOneRun ? columns * used : used;
    for (int i = Math.max(0, -top); i < Math.min(size, g.height() - top); i++) {
      int from = i * patchGrid.rowStep() + firstColumn * patchGrid.columnStep();
      int to = image + ((top + i) * g.width() + left + firstColumn) * g.channels();
      engine
          .kernels()
          .addBlock(patch, from, patchGrid.columnStep(), dx, to, g.channels(), rows, run);
    }
  }
}
