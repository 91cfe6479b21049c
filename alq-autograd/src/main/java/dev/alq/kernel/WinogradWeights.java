package dev.alq.kernel;

import java.util.Arrays;

/**
 * Transforms the kernels of a convolution, {@code U = G g Gᵀ}: at each position a matrix of input
 * channels × output channels, all of it at once or a panel at a time.
 */
final class WinogradWeights {

  /** Input channels of a piece of work. */
  private static final int CHUNK_ROWS = 16;

  /** How the kernels are used. */
  private enum Use {
    /** From their channels to their output channels. */
    FORWARD,
    /** From their output channels to their channels. */
    TRANSPOSED
  }

  private final Engine engine;
  private final WinogradFiltering filtering;
  private final WinogradKernels kernels;
  private final float[] weights;
  private final Use use;
  private final int taps;
  private final int rows;
  private final int columns;

  private WinogradWeights(
      Engine engine, WinogradFiltering filtering, float[] weights, Use use, int rows, int columns) {
    this.engine = engine;
    this.filtering = filtering;
    this.kernels = engine.kernels().winograd(filtering);
    this.weights = weights;
    this.use = use;
    this.taps = filtering.taps() * filtering.taps();
    this.rows = rows;
    this.columns = columns;
  }

  /** Kernels from the channels of {@code g} to its output channels. */
  static WinogradWeights forward(Engine engine, ConvolutionGeometry g, float[] weights) {
    WinogradFiltering filtering = WinogradFiltering.of(g);
    return new WinogradWeights(
        engine, filtering, weights, Use.FORWARD, g.channels(), g.outputChannels());
  }

  /** Kernels from the output channels of {@code g} to its channels. */
  static WinogradWeights transposed(Engine engine, ConvolutionGeometry g, float[] weights) {
    WinogradFiltering filtering = WinogradFiltering.of(g);
    return new WinogradWeights(
        engine, filtering, weights, Use.TRANSPOSED, g.outputChannels(), g.channels());
  }

  /** Transforms all kernels, in parallel; the caller gives the result back. */
  PositionMatrices all() {
    return fillAll(PositionMatrices.borrow(engine, filtering, rows, columns));
  }

  /** As {@link #all}, in memory of its own that nobody gives back. */
  PositionMatrices copy() {
    return fillAll(PositionMatrices.allocate(engine, filtering, rows, columns));
  }

  private PositionMatrices fillAll(PositionMatrices u) {
    int chunks = Math.ceilDiv(rows, CHUNK_ROWS);
    engine
        .parallel()
        .forEach(
            u.panels() * chunks,
            chunk -> {
              int panel = chunk / chunks;
              fill(u, panel, panel * u.width(), chunk % chunks * CHUNK_ROWS);
            });
    return u;
  }

  /** Transforms the kernels of a panel of output channels here; the caller gives it back. */
  PositionMatrices panel(int panel) {
    int width = engine.kernels().tileColumns();
    int first = panel * width;
    int used = Math.min(width, columns - first);
    PositionMatrices u = PositionMatrices.borrow(engine, filtering, rows, used);
    for (int row = 0; row < rows; row += CHUNK_ROWS) {
      fill(u, 0, first, row);
    }
    return u;
  }

  /** Some rows of a panel, whose first column is that of the matrix given. */
  private void fill(PositionMatrices u, int panel, int firstColumn, int fromRow) {
    int count = Math.min(CHUNK_ROWS, rows - fromRow);
    float[] scratch = engine.buffers().borrowAtLeast(kernels.scratchSize());
    switch (use) {
      case FORWARD -> gather(u, panel, firstColumn, fromRow, count, scratch);
      case TRANSPOSED -> read(u, panel, firstColumn, fromRow, count, scratch);
    }
    engine.buffers().giveBack(scratch);
  }

  /** Brings the output channels of a panel next to each other, then transforms. */
  private void gather(
      PositionMatrices u, int panel, int firstColumn, int fromRow, int count, float[] scratch) {
    int used = u.used(panel);
    int[] starts = new int[used];
    Arrays.setAll(starts, o -> (firstColumn + o) * taps * rows);
    int tapStep = CHUNK_ROWS * used;
    float[] gathered = engine.buffers().borrowAtLeast(taps * tapStep);
    for (int tap = 0; tap < taps; tap++) {
      int from = tap * rows + fromRow;
      engine.kernels().gather(weights, from, 1, count, starts, gathered, tap * tapStep);
    }
    PixelGrid source = new PixelGrid(filtering.taps() * tapStep, tapStep);
    PixelGrid grid = u.grid();
    for (int i = 0; i < count; i++) {
      int to = u.start(0, panel, fromRow + i);
      kernels.weightTile(gathered, i * used, source, u.data(), to, grid, used, scratch);
      clear(u, panel, fromRow + i);
    }
    engine.buffers().giveBack(gathered);
  }

  /** The columns of a row, here the input channels of the convolution, are next to each other. */
  private void read(
      PositionMatrices u, int panel, int firstColumn, int fromRow, int count, float[] scratch) {
    PixelGrid source = new PixelGrid(filtering.taps() * columns, columns);
    PixelGrid grid = u.grid();
    for (int row = fromRow; row < fromRow + count; row++) {
      int from = row * taps * columns + firstColumn;
      int to = u.start(0, panel, row);
      kernels.weightTile(weights, from, source, u.data(), to, grid, u.used(panel), scratch);
      clear(u, panel, row);
    }
  }

  /** Zeros beyond the last column. */
  private static void clear(PositionMatrices u, int panel, int row) {
    int used = u.used(panel);
    for (int position = 0; used < u.width() && position < u.positions(); position++) {
      int start = u.start(position, panel, row);
      Arrays.fill(u.data(), start + used, start + u.width(), 0);
    }
  }
}
