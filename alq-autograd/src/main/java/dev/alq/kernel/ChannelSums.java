package dev.alq.kernel;

import java.util.Arrays;

/**
 * Sums over the rows of a channel-last array, one per channel. Rows are cut into blocks by the
 * array's shape alone; the blocks' float sums are added in double precision and in order.
 */
public final class ChannelSums {

  private static final int ELEMENTS_PER_BLOCK = 16_384;
  private static final int MOST_BLOCKS = 64;

  /** Few enough for rows of two arrays to stay in the first cache while columns are added up. */
  private static final int ELEMENTS_AT_ONCE = 2048;

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
        centre.length,
        (from, to, sums, offset) -> kernels.centredSquareSums(x, centre, from, to, sums, offset));
  }

  /**
   * What the gradient of a normalisation needs of the gradient g at its result, per channel.
   *
   * @param gradients {@code Σ_r g[r, c]}
   * @param products {@code Σ_r g[r, c]·(x[r, c] − centre[c])}
   */
  public record Gradient(double[] gradients, double[] products) {}

  /**
   * Sums of a gradient and of its products with what lies around a centre.
   *
   * @param engine what to compute on
   * @param dy the gradient, rows × channels; not modified
   * @param x rows × channels; not modified
   * @param centre a value per channel; not modified
   * @param rows number of rows
   * @return new arrays of sums
   */
  public static Gradient gradient(Engine engine, float[] dy, float[] x, float[] centre, int rows) {
    Kernels kernels = engine.kernels();
    return halves(
        blocked(
            engine,
            rows,
            centre.length,
            2 * centre.length,
            (from, to, sums, offset) ->
                kernels.gradientSums(dy, x, centre, from, to, sums, offset)));
  }

  /**
   * As {@link #gradient} of that part of {@code dy} that passes the ReLU after {@code scale[c]·x[r,
   * c] + shift[c]}.
   *
   * @param engine what to compute on
   * @param dy gradient at the ReLU's result, rows × channels; not modified
   * @param x rows × channels; not modified
   * @param scale a factor per channel; not modified
   * @param shift a term per channel; not modified
   * @param centre a value per channel; not modified
   * @param rows number of rows
   * @return new arrays of sums
   */
  public static Gradient rectifiedGradient(
      Engine engine,
      float[] dy,
      float[] x,
      float[] scale,
      float[] shift,
      float[] centre,
      int rows) {
    RectifiedKernels kernels = engine.kernels().rectified();
    return halves(
        blocked(
            engine,
            rows,
            centre.length,
            2 * centre.length,
            (from, to, sums, offset) ->
                kernels.reluGradientSums(dy, x, scale, shift, centre, from, to, sums, offset)));
  }

  private static Gradient halves(double[] sums) {
    int channels = sums.length / 2;
    return new Gradient(
        Arrays.copyOf(sums, channels), Arrays.copyOfRange(sums, channels, 2 * channels));
  }

  private interface BlockSum {
    void add(int fromRow, int toRow, float[] sums, int offset);
  }

  /** Adds up {@code width} sums; the kernels walk through columns, so few rows at a time. */
  private static double[] blocked(
      Engine engine, int rows, int channels, int width, BlockSum blockSum) {
    int blocks = Math.clamp((long) rows * channels / ELEMENTS_PER_BLOCK, 1, MOST_BLOCKS);
    int rowsAtOnce = Math.max(1, ELEMENTS_AT_ONCE / channels);
    float[] partials = engine.buffers().borrow(blocks * width);
    engine
        .parallel()
        .forEach(
            blocks,
            block -> {
              int to = (int) ((long) rows * (block + 1) / blocks);
              int offset = block * width;
              Arrays.fill(partials, offset, offset + width, 0);
              for (int r = (int) ((long) rows * block / blocks); r < to; r += rowsAtOnce) {
                blockSum.add(r, Math.min(to, r + rowsAtOnce), partials, offset);
              }
            });
    double[] sums = new double[width];
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < width; i++) {
        sums[i] += partials[block * width + i];
      }
    }
    engine.buffers().giveBack(partials);
    return sums;
  }
}
