package dev.alq.kernel;

import java.util.Arrays;

/**
 * The right operand of a product, copied into panels as {@link Kernels#tile} reads it: panel p
 * holds columns {@code p·width … (p+1)·width-1}, row after row, columns beyond the matrix as zeros.
 */
final class Panels {

  private static final int BLOCK_ROWS = 64;

  private final float[] data;
  private final int rows;
  private final int width;
  private final int count;

  private Panels(float[] data, int rows, int width, int count) {
    this.data = data;
    this.rows = rows;
    this.width = width;
    this.count = count;
  }

  /**
   * Packs a matrix, one chunk per panel.
   *
   * @param engine lends the memory, which {@link #giveBack} returns
   * @param b the right operand; not modified
   */
  static Panels pack(Engine engine, MatrixView b) {
    Panels panels = allocate(engine, b.rows(), b.columns());
    engine.parallel().forEach(panels.count, p -> panels.packPanel(b, p));
    return panels;
  }

  /** Panels whose contents are undefined but for the zeros beyond the last column. */
  static Panels allocate(Engine engine, int rows, int columns) {
    int width = engine.kernels().tileColumns();
    int count = Math.ceilDiv(columns, width);
    Panels panels = new Panels(engine.buffers().borrow(count * rows * width), rows, width, count);
    int used = columns - (count - 1) * width;
    if (used < width) {
      for (int r = 0; r < rows; r++) {
        int start = panels.start(count - 1) + r * width;
        Arrays.fill(panels.data, start + used, start + width, 0);
      }
    }
    return panels;
  }

  private void packPanel(MatrixView b, int panel) {
    int first = panel * width;
    int used = Math.min(width, b.columns() - first);
    int target = start(panel);
    int source = b.offset() + first * b.columnStep();
    if (b.columnStep() == 1) {
      for (int r = 0; r < rows; r++) {
        System.arraycopy(b.data(), source + r * b.rowStep(), data, target + r * width, used);
      }
    } else {
      for (int from = 0; from < rows; from += BLOCK_ROWS) {
        transposeBlock(b, source, target, used, from, Math.min(rows, from + BLOCK_ROWS));
      }
    }
  }

  /** Few enough rows for what is written at strides to stay in the nearest cache. */
  private void transposeBlock(
      MatrixView b, int source, int target, int used, int fromRow, int toRow) {
    for (int j = 0; j < used; j++) {
      int column = source + j * b.columnStep();
      for (int r = fromRow; r < toRow; r++) {
        data[target + r * width + j] = b.data()[column + r * b.rowStep()];
      }
    }
  }

  /** Copies one row of the matrix, its columns contiguous in {@code source}, into all panels. */
  void putRow(int row, float[] source, int offset, int columns) {
    for (int p = 0; p < count; p++) {
      int first = p * width;
      System.arraycopy(
          source, offset + first, data, start(p) + row * width, Math.min(width, columns - first));
    }
  }

  float[] data() {
    return data;
  }

  int count() {
    return count;
  }

  int width() {
    return width;
  }

  int start(int panel) {
    return panel * rows * width;
  }

  void giveBack(Engine engine) {
    engine.buffers().giveBack(data);
  }
}
