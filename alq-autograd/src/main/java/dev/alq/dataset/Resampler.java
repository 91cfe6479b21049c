package dev.alq.dataset;

/**
 * Brings a picture to another size, per axis: shrinking averages the area that an output pixel
 * covers, enlarging interpolates linearly between pixel centres and repeats the border, the same
 * size copies. Reads the source row by row, so that it never lies in memory as floats.
 */
public final class Resampler {

  /** Rows of levels that can be read again and again. */
  public interface Rows {

    /**
     * The width.
     *
     * @return levels per row and channel, 1 or more
     */
    int width();

    /**
     * The height.
     *
     * @return rows, 1 or more
     */
    int height();

    /**
     * Reads a row.
     *
     * @param y from 0 to {@code height() - 1}
     * @param channels 1 for gray, 3 for red, green, blue
     * @param row receives {@code width() * channels} levels, channel innermost; modified
     */
    void read(int y, int channels, float[] row);
  }

  /**
   * What one output pixel takes along an axis.
   *
   * @param first the first input pixel
   * @param weights of that pixel and those after it, adding up to 1; not modified
   */
  private record Window(int first, float[] weights) {}

  private Resampler() {}

  /**
   * Resizes a picture.
   *
   * @param source the picture
   * @param channels 1 for gray, 3 for red, green, blue
   * @param height rows of the result, 1 or more
   * @param width columns of the result, 1 or more
   * @return levels 0 … 255 in the order H,W,C
   * @throws IllegalArgumentException if the channels are neither 1 nor 3
   */
  public static float[] resize(Rows source, int channels, int height, int width) {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("a picture has 1 or 3 channels, not " + channels);
    }
    Window[] columns = windows(source.width(), width);
    Window[] rows = windows(source.height(), height);
    float[] wide = new float[source.width() * channels];
    float[] narrow = new float[width * channels];
    float[] result = new float[height * narrow.length];
    int next = 0;
    for (int y = 0; y < source.height(); y++) {
      source.read(y, channels, wide);
      narrow(wide, columns, channels, narrow);
      while (next < height && rows[next].first() + rows[next].weights().length <= y) {
        next++;
      }
      for (int r = next; r < height && rows[r].first() <= y; r++) {
        int within = y - rows[r].first();
        if (within < rows[r].weights().length) {
          add(rows[r].weights()[within], narrow, result, r * narrow.length);
        }
      }
    }
    return result;
  }

  private static void narrow(float[] wide, Window[] columns, int channels, float[] narrow) {
    for (int x = 0; x < columns.length; x++) {
      float[] weights = columns[x].weights();
      for (int c = 0; c < channels; c++) {
        float sum = 0;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * wide[(columns[x].first() + i) * channels + c];
        }
        narrow[x * channels + c] = sum;
      }
    }
  }

  private static void add(float weight, float[] row, float[] result, int offset) {
    for (int i = 0; i < row.length; i++) {
      result[offset + i] += weight * row[i];
    }
  }

  private static Window[] windows(int from, int to) {
    Window[] windows = new Window[to];
    for (int i = 0; i < to; i++) {
      windows[i] = to <= from ? area(i, from, to) : between(i, from, to);
    }
    return windows;
  }

  /** The overlap of each input pixel with [i, i + 1) · from/to, counted in units of 1/to. */
  private static Window area(int i, int from, int to) {
    long begin = (long) i * from;
    long end = begin + from;
    int first = (int) (begin / to);
    float[] weights = new float[(int) Math.ceilDiv(end, (long) to) - first];
    for (int k = 0; k < weights.length; k++) {
      long left = Math.max(begin, (long) (first + k) * to);
      long right = Math.min(end, (long) (first + k + 1) * to);
      weights[k] = (float) (right - left) / from;
    }
    return new Window(first, weights);
  }

  /** The two input pixels whose centres enclose the centre of output pixel i. */
  private static Window between(int i, int from, int to) {
    double center = Math.clamp((i + 0.5) * from / to - 0.5, 0.0, from - 1.0);
    int first = Math.min((int) center, Math.max(0, from - 2));
    if (from == 1) {
      return new Window(0, new float[] {1});
    }
    float share = (float) (center - first);
    return new Window(first, new float[] {1 - share, share});
  }
}
