package dev.alq.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * {@code L x Lᵀ} for a tile x, a vector of channels at a time: the columns of the tile first, then
 * rows. Lines go through memory, so that no vector passes through a call.
 */
final class VectorTransform {

  static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  private VectorTransform() {}

  /**
   * Transforms a tile. The last vector ends with the last channel, so that some channels may be
   * transformed twice; of fewer channels than a vector has each is transformed alone.
   *
   * @param line multiplies by L, a vector of channels
   * @param single multiplies by L, one channel
   * @param in rows and columns of x
   * @param out rows and columns of the result
   */
  static void run(
      WinogradLine line,
      WinogradLine single,
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
    if (channels < LANES) {
      ScalarTransform.run(single, in, out, x, from, xGrid, y, to, yGrid, channels, scratch);
      return;
    }
    int row = in * LANES;
    for (int c = 0; c < channels; c += LANES) {
      int first = Math.min(c, channels - LANES);
      for (int j = 0; j < in; j++) {
        int at = from + first + j * xGrid.columnStep();
        line.run(x, at, xGrid.rowStep(), scratch, j * LANES, row);
      }
      for (int i = 0; i < out; i++) {
        int at = to + first + i * yGrid.rowStep();
        line.run(scratch, i * row, LANES, y, at, yGrid.columnStep());
      }
    }
  }
}
