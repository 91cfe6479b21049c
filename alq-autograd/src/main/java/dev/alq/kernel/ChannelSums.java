package dev.alq.kernel;

import java.util.Arrays;

/**
 * Sums over the rows of a channel-last array, one per channel. Rows are cut into blocks by the
 * array's shape alone; the blocks' float sums are added in double precision and in order.
 */
public final class ChannelSums {

  private static final int ELEMENTS_PER_BLOCK = 16_384;
  private static final int MOST_BLOCKS = 64;

  private ChannelSums() {}

  /**
   * {@code Σ_r x[r, c]}.
   *
   * @param engine what to compute on
   * @param x rows × channels; not modified
   * @param rows number of rows
   * @param channels elements in a row
   * @return a new array with a sum per channel
   */
  public static double[] sums(Engine engine, float[] x, int rows, int channels) {
    Kernels kernels = engine.kernels();
    return blocked(
        engine,
        rows,
        channels,
        (from, to, sums, offset) -> kernels.columnSums(x, from, to, channels, sums, offset));
  }

  /**
   * {@code Σ_r (x[r, c] − centre[c])²}.
   *
   * @param engine what to compute on
   * @param x rows × channels; not modified
   * @param centre a value per channel; not modified
   * @param rows number of rows
   * @return a new array with a sum per channel
   */
  public static double[] centredSquares(Engine engine, float[] x, float[] centre, int rows) {
    Kernels kernels = engine.kernels();
    return blocked(
        engine,
        rows,
        centre.length,
        (from, to, sums, offset) -> kernels.centredSquareSums(x, centre, from, to, sums, offset));
  }

  /**
   * {@code Σ_r x[r, c]·(y[r, c] − centre[c])}.
   *
   * @param engine what to compute on
   * @param x rows × channels; not modified
   * @param y rows × channels; not modified
   * @param centre a value per channel; not modified
   * @param rows number of rows
   * @return a new array with a sum per channel
   */
  public static double[] centredProducts(
      Engine engine, float[] x, float[] y, float[] centre, int rows) {
    Kernels kernels = engine.kernels();
    return blocked(
        engine,
        rows,
        centre.length,
        (from, to, sums, offset) ->
            kernels.centredProductSums(x, y, centre, from, to, sums, offset));
  }

  private interface BlockSum {
    void add(int fromRow, int toRow, float[] sums, int offset);
  }

  private static double[] blocked(Engine engine, int rows, int channels, BlockSum blockSum) {
    int blocks = Math.clamp((long) rows * channels / ELEMENTS_PER_BLOCK, 1, MOST_BLOCKS);
    float[] partials = engine.buffers().borrow(blocks * channels);
    engine
        .parallel()
        .forEach(
            blocks,
            block -> {
              int from = (int) ((long) rows * block / blocks);
              int to = (int) ((long) rows * (block + 1) / blocks);
              int offset = block * channels;
              Arrays.fill(partials, offset, offset + channels, 0);
              blockSum.add(from, to, partials, offset);
            });
    double[] sums = new double[channels];
    for (int block = 0; block < blocks; block++) {
      for (int c = 0; c < channels; c++) {
        sums[c] += partials[block * channels + c];
      }
    }
    engine.buffers().giveBack(partials);
    return sums;
  }
}
