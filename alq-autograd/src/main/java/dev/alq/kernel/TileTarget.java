package dev.alq.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@link Kernels#tile}, which may compute more than is wanted, change only the part of a tile
 * that lies inside the result. One per chunk of work; not to be used once given back.
 */
final class TileTarget {

  private final Engine engine;
  private final Kernels kernels;
  private final int[] aRows;
  private float @Nullable [] edge;

  TileTarget(Engine engine) {
    this.engine = engine;
    this.kernels = engine.kernels();
    this.aRows = engine.buffers().borrowInts(kernels.tileRows());
  }

  /**
   * Sets where the rows of the left operand start. Rows beyond {@code count} repeat the last one,
   * so that all of the tile can be computed.
   */
  void setRows(int[] starts, int from, int count) {
    System.arraycopy(starts, from, aRows, 0, count);
    Arrays.fill(aRows, count, aRows.length, aRows[count - 1]);
  }

  /** Sets rows that start {@code step} apart. */
  void setRows(int first, int step, int count) {
    for (int i = 0; i < aRows.length; i++) {
      aRows[i] = first + Math.min(i, count - 1) * step;
    }
  }

  /** Adds the upper left {@code rows} × {@code columns} of a tile to {@code c}. */
  void add(
      TileWalk walk,
      float[] a,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns) {
    int width = kernels.tileColumns();
    if (fits(rows, columns)) {
      kernels.tilePart(walk, a, aRows, b, bOffset, c, cOffset, cStep, rows, columns);
      return;
    }
    float[] tile = edge();
    kernels.copyBlock(c, cOffset, cStep, tile, 0, width, rows, columns);
    kernels.tilePart(walk, a, aRows, b, bOffset, tile, 0, width, rows, columns);
    kernels.copyBlock(tile, 0, width, c, cOffset, cStep, rows, columns);
  }

  /**
   * Overwrites {@code rows} × {@code columns} of {@code c} with the upper left of a tile, all rows
   * of which are added to the same full row of {@code start}.
   */
  void put(
      TileWalk walk,
      float[] a,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns) {
    int width = kernels.tileColumns();
    if (fits(rows, columns)) {
      kernels.copyBlock(start, startOffset, 0, c, cOffset, cStep, rows, columns);
      kernels.tilePart(walk, a, aRows, b, bOffset, c, cOffset, cStep, rows, columns);
      return;
    }
    float[] tile = edge();
    kernels.copyBlock(start, startOffset, 0, tile, 0, width, rows, width);
    kernels.tilePart(walk, a, aRows, b, bOffset, tile, 0, width, rows, columns);
    kernels.copyBlock(tile, 0, width, c, cOffset, cStep, rows, columns);
  }

  /** A full tile, borrowed when the first part does not fit. */
  private float[] edge() {
    float[] tile = edge;
    if (tile == null) {
      tile = engine.buffers().borrow(kernels.tileRows() * kernels.tileColumns());
      edge = tile;
    }
    return tile;
  }

  /** Whether a part of a tile can be computed where it belongs. */
  private boolean fits(int rows, int columns) {
    return kernels.computesParts()
        || (columns == kernels.tileColumns() && rows == kernels.partRows(rows));
  }

  /** Gives back what was borrowed. */
  void giveBack() {
    engine.buffers().giveBack(aRows);
    float[] tile = edge;
    if (tile != null) {
      engine.buffers().giveBack(tile);
      edge = null;
    }
  }
}
