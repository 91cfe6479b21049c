package dev.alq.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The right operand of a product as {@link Kernels#tile} reads it: panel p holds columns {@code
 * p·width … (p+1)·width-1}, row after row. In a copy the rows of a panel follow each other and
 * columns beyond the matrix are zeros.
 *
 * @param data the array
 * @param offset where the first row of the first panel lies
 * @param rows rows of each panel
 * @param width columns of each panel
 * @param count number of panels
 * @param rowStep distance between the rows of a panel
 * @param panelStep distance between panels
 * @param borrowed whether the array is to be given back
 */
record Panels(
    float[] data,
    int offset,
    int rows,
    int width,
    int count,
    int rowStep,
    int panelStep,
    boolean borrowed) {

  /** Few enough rows for what is written at strides to stay in the nearest cache. */
  private static final int TRANSPOSED_ROWS = 64;

  /** Few enough for the rows of the source to be read to their end while they are at hand. */
  private static final int COPIED_ROWS = 16;

  /**
   * Packs a matrix, one chunk per panel.
   *
   * @param engine lends the memory, which {@link #giveBack} returns
   * @param b the right operand; not modified
   */
  static Panels pack(Engine engine, MatrixView b) {
    Panels panels = allocate(engine, b.rows(), b.columns());
    engine.parallel().forEach(panels.count, p -> panels.packPanel(engine.kernels(), b, p));
    return panels;
  }

  /** As {@link #pack}, in an array of its own that nobody gives back. */
  static Panels copy(Engine engine, MatrixView b) {
    int width = engine.kernels().tileColumns();
    int count = Math.ceilDiv(b.columns(), width);
    int panelStep = b.rows() * width;
    float[] data = new float[Math.multiplyExact(count, panelStep)];
    Panels panels = new Panels(data, 0, b.rows(), width, count, width, panelStep, false);
    engine.parallel().forEach(count, p -> panels.packPanel(engine.kernels(), b, p));
    return panels;
  }

  /** As {@link #pack}, on the calling thread. */
  static Panels packHere(Engine engine, MatrixView b) {
    Panels panels = allocate(engine, b.rows(), b.columns());
    int block = b.columnStep() == 1 ? COPIED_ROWS : TRANSPOSED_ROWS;
    for (int row = 0; row < b.rows(); row += block) {
      int length = Math.min(block, b.rows() - row);
      MatrixView source = b.part(row, 0, length, b.columns());
      Panels target = panels.part(row, length, 0, panels.count);
      for (int p = 0; p < panels.count; p++) {
        target.packPanel(engine.kernels(), source, p);
      }
    }
    return panels;
  }

  /** Panels whose contents are undefined but for the zeros beyond the last column. */
  static Panels allocate(Engine engine, int rows, int columns) {
    int width = engine.kernels().tileColumns();
    int count = Math.ceilDiv(columns, width);
    int panelStep = rows * width;
    float[] data = engine.buffers().borrowAtLeast(count * panelStep);
    if (columns < count * width) {
      Arrays.fill(data, (count - 1) * panelStep, count * panelStep, 0);
    }
    return new Panels(data, 0, rows, width, count, width, panelStep, true);
  }

  /** Whether a matrix can be read as panels where it lies. */
  static boolean readable(Kernels kernels, MatrixView b) {
    return b.columnStep() == 1 && b.columns() % kernels.tileColumns() == 0;
  }

  /** A readable matrix where it lies, nothing copied. */
  static Panels inPlace(Kernels kernels, MatrixView b) {
    int width = kernels.tileColumns();
    return new Panels(
        b.data(), b.offset(), b.rows(), width, b.columns() / width, b.rowStep(), width, false);
  }

  /** Some rows of some panels, nothing copied. */
  Panels part(int row, int length, int panel, int panels) {
    int start = start(panel) + row * rowStep;
    return new Panels(data, start, length, width, panels, rowStep, panelStep, false);
  }

  private void packPanel(Kernels kernels, MatrixView b, int panel) {
    int first = panel * width;
    int used = Math.min(width, b.columns() - first);
    int target = start(panel);
    int source = b.offset() + first * b.columnStep();
    if (b.columnStep() == 1) {
      kernels.copyBlock(b.data(), source, b.rowStep(), data, target, width, rows, used);
    } else {
      for (int from = 0; from < rows; from += TRANSPOSED_ROWS) {
        transposeBlock(b, source, target, used, from, Math.min(rows, from + TRANSPOSED_ROWS));
      }
    }
  }

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
  void putRow(int row, float[] source, int from, int columns) {
    for (int p = 0; p < count; p++) {
      int first = p * width;
      System.arraycopy(
          source, from + first, data, start(p) + row * rowStep, Math.min(width, columns - first));
    }
  }

  /** A copy of a row with as many columns as there are in the panels; null means zeros. */
  float[] wideRow(Engine engine, float @Nullable [] row) {
    float[] wide = engine.buffers().borrowAtLeast(count * width);
    Arrays.fill(wide, 0);
    if (row != null) {
      System.arraycopy(row, 0, wide, 0, row.length);
    }
    return wide;
  }

  int start(int panel) {
    return offset + panel * panelStep;
  }

  void giveBack(Engine engine) {
    if (borrowed) {
      engine.buffers().giveBack(data);
    }
  }
}
