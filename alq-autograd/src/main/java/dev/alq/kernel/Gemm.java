package dev.alq.kernel;

import java.util.Locale;

/**
 * Matrix product: {@code C += A·B}. The right operand is packed into panels once; blocks of the
 * result are computed in parallel, each block's left rows packed as well where they do not lie in
 * one run. Sums run in ascending order of the inner index.
 */
public final class Gemm {

  private static final int BLOCK_ROWS = 128;
  private static final int BLOCK_DEPTH = 384;
  private static final int BLOCK_PANELS = 32;
  private static final int WANTED_CHUNKS = 16;
  private static final int FEWEST_BLOCK_ROWS = 32;

  private Gemm() {}

  /**
   * Adds a product to a matrix.
   *
   * @param engine what to compute on
   * @param a left operand, m × k; not modified
   * @param b right operand, k × n; not modified
   * @param c m × n with columns next to each other; added to; must not share elements with a or b
   * @throws IllegalArgumentException if the extents do not fit or c's columns are apart
   */
  public static void multiplyAdd(Engine engine, MatrixView a, MatrixView b, MatrixView c) {
    if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot add %d×%d · %d×%d to %d×%d",
              a.rows(),
              a.columns(),
              b.rows(),
              b.columns(),
              c.rows(),
              c.columns()));
    }
    if (c.columnStep() != 1) {
      throw new IllegalArgumentException("columns of the result must lie next to each other");
    }
    if (c.rows() == 0 || c.columns() == 0 || a.columns() == 0) {
      return;
    }
    Panels panels = Panels.pack(engine, b);
    Blocks blocks = Blocks.of(c.rows(), panels.count());
    engine
        .parallel()
        .forEach(blocks.count(), chunk -> new Block(engine, a, panels, c, blocks, chunk).run());
    panels.giveBack(engine);
  }

  /** How the result is cut: a function of its shape alone. */
  private record Blocks(int rows, int panels, int rowBlocks, int panelBlocks) {

    static Blocks of(int m, int panelCount) {
      int rows = BLOCK_ROWS;
      int panels = BLOCK_PANELS;
      while (panels > 1 && chunks(m, rows, panelCount, panels) < WANTED_CHUNKS) {
        panels /= 2;
      }
      while (rows > FEWEST_BLOCK_ROWS && chunks(m, rows, panelCount, panels) < WANTED_CHUNKS) {
        rows /= 2;
      }
      return new Blocks(rows, panels, Math.ceilDiv(m, rows), Math.ceilDiv(panelCount, panels));
    }

    private static int chunks(int m, int rows, int panelCount, int panels) {
      return Math.ceilDiv(m, rows) * Math.ceilDiv(panelCount, panels);
    }

    int count() {
      return rowBlocks * panelBlocks;
    }
  }

  /** One block of the result. */
  private static final class Block {
    private final Engine engine;
    private final MatrixView a;
    private final Panels panels;
    private final MatrixView c;
    private final int firstRow;
    private final int rows;
    private final int firstPanel;
    private final int endPanel;
    private final int tileRows;
    private final TileTarget target;

    Block(Engine engine, MatrixView a, Panels panels, MatrixView c, Blocks blocks, int chunk) {
      this.engine = engine;
      this.a = a;
      this.panels = panels;
      this.c = c;
      firstRow = chunk / blocks.panelBlocks() * blocks.rows();
      rows = Math.min(blocks.rows(), c.rows() - firstRow);
      firstPanel = chunk % blocks.panelBlocks() * blocks.panels();
      endPanel = Math.min(firstPanel + blocks.panels(), panels.count());
      tileRows = engine.kernels().tileRows();
      target = new TileTarget(engine.kernels());
    }

    void run() {
      if (a.columnStep() == 1) {
        addInPlace();
      } else {
        addPacked();
      }
    }

    /** Rows whose elements lie next to each other are read where they are. */
    private void addInPlace() {
      for (int k = 0; k < a.columns(); k += BLOCK_DEPTH) {
        int length = Math.min(BLOCK_DEPTH, a.columns() - k);
        TileWalk walk = new TileWalk(1, length, 1, 0, panels.width(), 0);
        for (int p = firstPanel; p < endPanel; p++) {
          for (int i = 0; i < rows; i += tileRows) {
            int used = Math.min(tileRows, rows - i);
            target.setRows(a.offset() + (firstRow + i) * a.rowStep() + k, a.rowStep(), used);
            addTile(walk, a.data(), p, k, i, used);
          }
        }
      }
    }

    /** Other rows are copied first, the elements of a tile at one depth next to each other. */
    private void addPacked() {
      int depth = Math.min(a.columns(), BLOCK_DEPTH);
      float[] packed = engine.buffers().borrow(Math.ceilDiv(rows, tileRows) * tileRows * depth);
      for (int k = 0; k < a.columns(); k += BLOCK_DEPTH) {
        int length = Math.min(BLOCK_DEPTH, a.columns() - k);
        packRows(packed, k, length);
        TileWalk walk = new TileWalk(1, length, tileRows, 0, panels.width(), 0);
        for (int p = firstPanel; p < endPanel; p++) {
          for (int i = 0; i < rows; i += tileRows) {
            target.setRows(i * length, 1, tileRows);
            addTile(walk, packed, p, k, i, Math.min(tileRows, rows - i));
          }
        }
      }
      engine.buffers().giveBack(packed);
    }

    private void packRows(float[] packed, int k, int length) {
      int[] starts = new int[tileRows];
      for (int i = 0; i < rows; i += tileRows) {
        for (int r = 0; r < tileRows; r++) {
          starts[r] = Math.min(i + r, rows - 1) * a.rowStep();
        }
        int from = a.offset() + firstRow * a.rowStep() + k * a.columnStep();
        engine.kernels().gather(a.data(), from, a.columnStep(), length, starts, packed, i * length);
      }
    }

    private void addTile(TileWalk walk, float[] left, int p, int k, int i, int used) {
      int width = panels.width();
      int columns = Math.min(width, c.columns() - p * width);
      int bOffset = panels.start(p) + k * width;
      int cOffset = c.offset() + (firstRow + i) * c.rowStep() + p * width;
      target.add(walk, left, panels.data(), bOffset, c.data(), cOffset, c.rowStep(), used, columns);
    }
  }
}
