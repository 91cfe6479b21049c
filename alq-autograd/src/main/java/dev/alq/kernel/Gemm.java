package dev.alq.kernel;

import java.util.Locale;

/**
 * Matrix product: {@code C += A·B}. The right operand is packed into panels once; blocks of the
 * result are computed in parallel, each block's left rows packed as well, so that transposed and
 * strided operands cost nothing more. Sums run in ascending order of the inner index.
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
      int depth = a.columns();
      int rowTiles = Math.ceilDiv(rows, tileRows);
      float[] packed = engine.buffers().borrow(rowTiles * tileRows * Math.min(depth, BLOCK_DEPTH));
      for (int k = 0; k < depth; k += BLOCK_DEPTH) {
        int length = Math.min(BLOCK_DEPTH, depth - k);
        packRows(packed, k, length);
        addDepthBlock(packed, k, length);
      }
      engine.buffers().giveBack(packed);
    }

    /** Tile by tile, step by step: the elements of a tile's rows at one depth lie together. */
    private void packRows(float[] packed, int k, int length) {
      for (int i = 0; i < Math.ceilDiv(rows, tileRows) * tileRows; i++) {
        int tile = i / tileRows;
        int to = tile * tileRows * length + i % tileRows;
        if (i >= rows) {
          for (int step = 0; step < length; step++) {
            packed[to + step * tileRows] = 0;
          }
          continue;
        }
        int from = a.offset() + (firstRow + i) * a.rowStep() + k * a.columnStep();
        for (int step = 0; step < length; step++) {
          packed[to + step * tileRows] = a.data()[from + step * a.columnStep()];
        }
      }
    }

    private void addDepthBlock(float[] packed, int k, int length) {
      int width = panels.width();
      TileWalk walk = new TileWalk(1, length, tileRows, 0, width, 0);
      for (int p = firstPanel; p < endPanel; p++) {
        int columns = Math.min(width, c.columns() - p * width);
        int bOffset = panels.start(p) + k * width;
        for (int i = 0; i < rows; i += tileRows) {
          target.setRows(i * length, 1, tileRows);
          int cOffset = c.offset() + (firstRow + i) * c.rowStep() + p * width;
          int used = Math.min(tileRows, rows - i);
          target.add(
              walk, packed, panels.data(), bOffset, c.data(), cOffset, c.rowStep(), used, columns);
        }
      }
    }
  }
}
