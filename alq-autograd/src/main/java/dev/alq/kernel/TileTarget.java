package dev.alq.kernel;

import java.util.Arrays;

/**
 * Lets {@link Kernels#tile}, which always adds a full tile, add to the part of a tile that lies
 * inside the result. One per chunk of work.
 */
final class TileTarget {

  private final Kernels kernels;
  private final float[] edge;
  private final int[] aRows;

  TileTarget(Kernels kernels) {
    this.kernels = kernels;
    this.edge = new float[kernels.tileRows() * kernels.tileColumns()];
    this.aRows = new int[kernels.tileRows()];
  }

  /** Where the rows of the left operand start; to be filled by the caller. */
  int[] aRows() {
    return aRows;
  }

  /** Repeats the last of {@code used} row starts, so that all of the tile can be computed. */
  void repeatLastRow(int used) {
    Arrays.fill(aRows, used, aRows.length, aRows[used - 1]);
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
    if (rows == kernels.tileRows() && columns == width) {
      kernels.tile(walk, a, aRows, b, bOffset, c, cOffset, cStep);
      return;
    }
    Arrays.fill(edge, 0);
    kernels.tile(walk, a, aRows, b, bOffset, edge, 0, width);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        c[cOffset + i * cStep + j] += edge[i * width + j];
      }
    }
  }
}
