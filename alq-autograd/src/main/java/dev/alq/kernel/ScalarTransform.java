package dev.alq.kernel;

/** {@code L x Lᵀ} for a tile x, channel by channel: the columns of the tile first, then rows. */
final class ScalarTransform {

  private ScalarTransform() {}

  /**
   * Transforms a tile.
   *
   * @param line multiplies by L
   * @param in rows and columns of x
   * @param out rows and columns of the result
   */
  static void run(
      WinogradLine line,
      int in,
      int out,
      float[] x,
      int from,
      PixelGrid xGrid,
      float[] y,
      int to,
      PixelGrid yGrid,
      int channels,
      float[] scratch) {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < in; j++) {
        line.run(x, from + c + j * xGrid.columnStep(), xGrid.rowStep(), scratch, j, in);
      }
      for (int i = 0; i < out; i++) {
        line.run(scratch, i * in, 1, y, to + c + i * yGrid.rowStep(), yGrid.columnStep());
      }
    }
  }
}
