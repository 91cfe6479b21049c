package dev.alq.kernel;

/** Moves between channel-last images and the channel-first order of vectors made from them. */
public final class ChannelOrder {

  private ChannelOrder() {}

  /**
   * {@code y[n, c, p] = x[n, p, c]}.
   *
   * @param engine what to compute on
   * @param x batch × pixels × channels; not modified
   * @param batch images
   * @param pixels places of an image
   * @param channels channels
   * @param y batch × channels × pixels; overwritten
   */
  public static void channelsFirst(
      Engine engine, float[] x, int batch, int pixels, int channels, float[] y) {
    engine.parallel().forEach(batch, n -> transpose(x, n * pixels * channels, pixels, channels, y));
  }

  /**
   * {@code y[n, p, c] = x[n, c, p]}.
   *
   * @param engine what to compute on
   * @param x batch × channels × pixels; not modified
   * @param batch images
   * @param pixels places of an image
   * @param channels channels
   * @param y batch × pixels × channels; overwritten
   */
  public static void channelsLast(
      Engine engine, float[] x, int batch, int pixels, int channels, float[] y) {
    engine.parallel().forEach(batch, n -> transpose(x, n * pixels * channels, channels, pixels, y));
  }

  private static void transpose(float[] x, int offset, int rows, int columns, float[] y) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        y[offset + j * rows + i] = x[offset + i * columns + j];
      }
    }
  }
}
