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
   * What the output pixels take along an axis, the same number of input pixels each; those that one
   * does not need, which may lie beyond the border, have a weight of 0.
   *
   * @param first the first input pixel of each
   * @param taps input pixels of each
   * @param weights of those pixels, {@code taps} of each, adding up to 1; not modified
   */
  private record Windows(int[] first, int taps, float[] weights) {

    static Windows of(int from, int to) {
      Window[] windows = new Window[to];
      int taps = 0;
      for (int i = 0; i < to; i++) {
        windows[i] = to <= from ? area(i, from, to) : between(i, from, to);
        taps = Math.max(taps, windows[i].weights().length);
      }
      int[] first = new int[to];
      float[] weights = new float[to * taps];
      for (int i = 0; i < to; i++) {
        first[i] = windows[i].first();
        float[] own = windows[i].weights();
        System.arraycopy(own, 0, weights, i * taps, own.length);
      }
      return new Windows(first, taps, weights);
    }

    /** What an output pixel takes of an input pixel. */
    float weight(int i, int input) {
      int tap = input - first[i];
      return tap < taps ? weights[i * taps + tap] : 0;
    }
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
    Windows columns = Windows.of(source.width(), width);
    Windows rows = Windows.of(source.height(), height);
    float[] wide = new float[(source.width() + columns.taps()) * channels];
    float[] narrow = new float[width * channels];
    float[] result = new float[height * narrow.length];
    int next = 0;
    for (int y = 0; y < source.height(); y++) {
      source.read(y, channels, wide);
      narrow(wide, columns, channels, narrow);
      while (next < height && rows.first()[next] + rows.taps() <= y) {
        next++;
      }
      for (int r = next; r < height && rows.first()[r] <= y; r++) {
        float weight = rows.weight(r, y);
        if (weight != 0) {
          add(weight, narrow, result, r * narrow.length);
        }
      }
    }
    return result;
  }

  private static void narrow(float[] wide, Windows columns, int channels, float[] narrow) {
    if (channels == 1) {
      narrowGray(wide, columns.first(), columns.taps(), columns.weights(), narrow);
    } else {
      narrowColour(wide, columns.first(), columns.taps(), columns.weights(), narrow);
    }
  }

  private static void narrowGray(
      float[] wide, int[] first, int taps, float[] weights, float[] narrow) {
    for (int x = 0; x < first.length; x++) {
      float sum = 0;
      for (int i = 0; i < taps; i++) {
        sum += weights[x * taps + i] * wide[first[x] + i];
      }
      narrow[x] = sum;
    }
  }

  private static void narrowColour(
      float[] wide, int[] first, int taps, float[] weights, float[] narrow) {
    for (int x = 0; x < first.length; x++) {
      int from = 3 * first[x];
      float red = 0;
      float green = 0;
      float blue = 0;
      for (int i = 0; i < taps; i++) {
        float weight = weights[x * taps + i];
        red += weight * wide[from + 3 * i];
        green += weight * wide[from + 3 * i + 1];
        blue += weight * wide[from + 3 * i + 2];
      }
      narrow[3 * x] = red;
      narrow[3 * x + 1] = green;
      narrow[3 * x + 2] = blue;
    }
  }

  private static void add(float weight, float[] row, float[] result, int offset) {
    for (int i = 0; i < row.length; i++) {
      result[offset + i] += weight * row[i];
    }
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
