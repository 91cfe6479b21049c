package dev.alq.kernel;

import java.util.Locale;

/**
 * Matrix product: {@code C += A·B}. Blocks of the result, whole columns where there are enough, are
 * computed in parallel; each copies the part of the right operand that it needs next to panels that
 * stay in the cache, so that a large right operand crosses the memory once. Sums run in ascending
 * order of the inner index.
 */
public final class Gemm {

  /** About so many steps at a time; a few more are better than a short rest. */
  private static final int BLOCK_DEPTH = 384;

  private static final int BLOCK_COLUMNS = 256;
  private static final int FEWEST_BLOCK_ROWS = 64;
  private static final int WANTED_CHUNKS = 16;

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
    require(a, b.rows(), b.columns(), c);
    if (c.rows() == 0 || c.columns() == 0 || a.columns() == 0) {
      return;
    }
    Blocks blocks = Blocks.of(c.rows(), c.columns(), engine.kernels());
    RightPanels right = RightPanels.of(engine, b, c.rows(), blocks.rowBlocks() > 1);
    run(engine, a, right, c, blocks);
  }

  /**
   * Adds a product with a matrix that has been copied before.
   *
   * @param engine what to compute on
   * @param a left operand, m × k; not modified
   * @param b right operand, k × n
   * @param c m × n with columns next to each other; added to; must not share elements with a
   * @throws IllegalArgumentException if the extents do not fit or c's columns are apart
   */
  public static void multiplyAdd(Engine engine, MatrixView a, PackedMatrix b, MatrixView c) {
    require(a, b.rows(), b.columns(), c);
    if (c.rows() == 0 || c.columns() == 0 || a.columns() == 0) {
      return;
    }
    Blocks blocks = Blocks.of(c.rows(), c.columns(), engine.kernels());
    run(engine, a, new RightPanels.Whole(b.panels()), c, blocks);
  }

  private static void require(MatrixView a, int k, int n, MatrixView c) {
    if (a.columns() != k || a.rows() != c.rows() || n != c.columns()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "cannot add %d×%d · %d×%d to %d×%d",
              a.rows(),
              a.columns(),
              k,
              n,
              c.rows(),
              c.columns()));
    }
    if (c.columnStep() != 1) {
      throw new IllegalArgumentException("columns of the result must lie next to each other");
    }
  }

  private static void run(
      Engine engine, MatrixView a, RightPanels right, MatrixView c, Blocks blocks) {
    LeftRows left = LeftRows.of(engine, a);
    engine
        .parallel()
        .forEach(blocks.count(), chunk -> new Block(engine, left, right, c, blocks, chunk).run());
    right.giveBack(engine);
    left.giveBack(engine);
  }

  /** How the result is cut: a function of its shape alone. */
  private record Blocks(int rows, int columns, int rowBlocks, int columnBlocks) {

    static Blocks of(int m, int n, Kernels kernels) {
      int width = kernels.tileColumns();
      int columns = Math.ceilDiv(BLOCK_COLUMNS, width) * width;
      while (columns > width && Math.ceilDiv(n, columns) < WANTED_CHUNKS) {
        columns = Math.ceilDiv(columns / 2, width) * width;
      }
      int columnBlocks = Math.ceilDiv(n, columns);
      int rowBlocks =
          Math.clamp(
              Math.ceilDiv(WANTED_CHUNKS, columnBlocks), 1, Math.ceilDiv(m, FEWEST_BLOCK_ROWS));
      int tiles = Math.ceilDiv(Math.ceilDiv(m, rowBlocks), kernels.tileRows());
      int rows = tiles * kernels.tileRows();
      return new Blocks(rows, columns, Math.ceilDiv(m, rows), columnBlocks);
    }

    int count() {
      return rowBlocks * columnBlocks;
    }
  }

  /** One block of the result. */
  private static final class Block {
    private final Engine engine;
    private final LeftRows left;
    private final RightPanels right;
    private final MatrixView c;
    private final int firstRow;
    private final int endRow;
    private final int firstColumn;
    private final int columns;
    private final int tileRows;
    private final int width;
    private final TileTarget target;

    Block(Engine engine, LeftRows left, RightPanels right, MatrixView c, Blocks blocks, int chunk) {
      this.engine = engine;
      this.left = left;
      this.right = right;
      this.c = c;
      firstRow = chunk / blocks.columnBlocks() * blocks.rows();
      endRow = Math.min(firstRow + blocks.rows(), c.rows());
      firstColumn = chunk % blocks.columnBlocks() * blocks.columns();
      columns = Math.min(blocks.columns(), c.columns() - firstColumn);
      tileRows = engine.kernels().tileRows();
      width = engine.kernels().tileColumns();
      target = new TileTarget(engine);
    }

    void run() {
      int depthBlocks = Math.max(1, Math.round((float) left.depth() / BLOCK_DEPTH));
      int blockDepth = Math.ceilDiv(left.depth(), depthBlocks);
      for (int k = 0; k < left.depth(); k += blockDepth) {
        int length = Math.min(blockDepth, left.depth() - k);
        Panels panels = right.take(engine, k, length, firstColumn, columns);
        addRows(panels, k, length);
        panels.giveBack(engine);
      }
      target.giveBack();
    }

    private void addRows(Panels panels, int k, int length) {
      TileWalk walk = new TileWalk(1, length, left.step(), 0, panels.rowStep(), 0);
      for (int i = firstRow; i < endRow; i += tileRows) {
        int used = Math.min(tileRows, endRow - i);
        left.select(i, k, used, target);
        int row = c.offset() + i * c.rowStep() + firstColumn;
        for (int p = 0; p < panels.count(); p++) {
          int from = p * width;
          int wide = Math.min(width, columns - from);
          target.add(
              walk,
              left.data(),
              panels.data(),
              panels.start(p),
              c.data(),
              row + from,
              c.rowStep(),
              used,
              wide);
        }
      }
    }
  }
}
