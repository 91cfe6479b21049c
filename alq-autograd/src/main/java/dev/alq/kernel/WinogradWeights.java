package dev.alq.kernel;

import java.util.Arrays;

/**
 * Transforms the kernels of a convolution, {@code U = G g Gᵀ}: at each position a matrix of input
 * channels × output channels.
 */
final class WinogradWeights {

  private static final int TAPS = WinogradKernels.TAPS * WinogradKernels.TAPS;

  /** Input channels of a piece of work. */
  private static final int CHUNK_ROWS = 16;

  private final Engine engine;
  private final WinogradKernels kernels;
  private final float[] weights;
  private final int rows;
  private final PositionMatrices u;
  private final PixelGrid grid;

  private WinogradWeights(Engine engine, float[] weights, int rows, int columns) {
    this.engine = engine;
    this.kernels = engine.kernels().winograd();
    this.weights = weights;
    this.rows = rows;
    this.u = PositionMatrices.borrow(engine, rows, columns);
    this.grid = u.grid();
  }

  /** Kernels from the channels of {@code g} to its output channels. */
  static PositionMatrices forward(Engine engine, ConvolutionGeometry g, float[] weights) {
    WinogradWeights all = new WinogradWeights(engine, weights, g.channels(), g.outputChannels());
    int chunks = Math.ceilDiv(all.rows, CHUNK_ROWS);
    engine
        .parallel()
        .forEach(
            all.u.panels() * chunks,
            chunk -> all.transposePanel(chunk / chunks, chunk % chunks * CHUNK_ROWS));
    return all.u;
  }

  /** Kernels turned by half a turn, from the output channels of {@code g} to its channels. */
  static PositionMatrices turned(Engine engine, ConvolutionGeometry g, float[] weights) {
    WinogradWeights all = new WinogradWeights(engine, weights, g.outputChannels(), g.channels());
    int chunks = Math.ceilDiv(all.rows, CHUNK_ROWS);
    engine.parallel().forEach(chunks, chunk -> all.turnRows(chunk * CHUNK_ROWS));
    return all.u;
  }

  /** Brings the output channels of a panel next to each other, then transforms. */
  private void transposePanel(int panel, int fromRow) {
    int count = Math.min(CHUNK_ROWS, rows - fromRow);
    int used = u.used(panel);
    int[] starts = new int[used];
    Arrays.setAll(starts, o -> (panel * u.width() + o) * TAPS * rows);
    int tapStep = CHUNK_ROWS * used;
    float[] taps = engine.buffers().borrow(TAPS * tapStep);
    for (int tap = 0; tap < TAPS; tap++) {
      int from = tap * rows + fromRow;
      engine.kernels().gather(weights, from, 1, count, starts, taps, tap * tapStep);
    }
    PixelGrid source = new PixelGrid(WinogradKernels.TAPS * tapStep, tapStep);
    float[] scratch = engine.buffers().borrow(kernels.scratchSize());
    for (int i = 0; i < count; i++) {
      transform(taps, i * used, source, panel, fromRow + i, scratch);
    }
    engine.buffers().giveBack(scratch);
    engine.buffers().giveBack(taps);
  }

  /** The columns of a row, here the input channels of the convolution, are next to each other. */
  private void turnRows(int fromRow) {
    int end = Math.min(rows, fromRow + CHUNK_ROWS);
    PixelGrid source = new PixelGrid(-WinogradKernels.TAPS * u.columns(), -u.columns());
    float[] scratch = engine.buffers().borrow(kernels.scratchSize());
    for (int panel = 0; panel < u.panels(); panel++) {
      for (int row = fromRow; row < end; row++) {
        int lastTap = (row * TAPS + TAPS - 1) * u.columns();
        transform(weights, lastTap + panel * u.width(), source, panel, row, scratch);
      }
    }
    engine.buffers().giveBack(scratch);
  }

  /** One row of a panel at all positions; beyond the last column are zeros. */
  private void transform(
      float[] taps, int from, PixelGrid source, int panel, int row, float[] scratch) {
    int used = u.used(panel);
    kernels.weightTile(taps, from, source, u.data(), u.start(0, panel, row), grid, used, scratch);
    if (used < u.width()) {
      for (int position = 0; position < WinogradKernels.POSITIONS; position++) {
        int start = u.start(position, panel, row);
        Arrays.fill(u.data(), start + used, start + u.width(), 0);
      }
    }
  }
}
