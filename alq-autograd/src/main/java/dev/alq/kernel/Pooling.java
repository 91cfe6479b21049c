package dev.alq.kernel;

import java.util.Arrays;

/** Maximum over windows and mean over images, N,H,W,C. */
public final class Pooling {

  private Pooling() {}

  /**
   * The largest value of each window and channel; the first in row-major order where several are
   * equal.
   *
   * @param engine what to compute on
   * @param geometry the extents
   * @param x images; not modified
   * @param y output; overwritten
   * @param winner receives which place of its clipped window each output came from; overwritten
   */
  public static void maximum(
      Engine engine, PoolingGeometry geometry, float[] x, float[] y, int[] winner) {
    Kernels kernels = engine.kernels();
    forEachWindow(
        engine,
        geometry,
        (starts, count, offset) ->
            kernels.maximum(x, starts, count, geometry.channels(), y, winner, offset));
  }

  /**
   * As {@link #maximum}, but 0 where the largest value is negative: the maximum of a ReLU's result.
   *
   * @param engine what to compute on
   * @param geometry the extents
   * @param x images; not modified
   * @param y output; overwritten
   * @param winner receives which place of its clipped window each output came from, {@link
   *     Kernels#NOBODY} where it is 0; overwritten
   */
  public static void rectifiedMaximum(
      Engine engine, PoolingGeometry geometry, float[] x, float[] y, int[] winner) {
    RectifiedKernels kernels = engine.kernels().rectified();
    forEachWindow(
        engine,
        geometry,
        (starts, count, offset) ->
            kernels.maximumRelu(x, starts, count, geometry.channels(), y, winner, offset));
  }

  /**
   * The gradient of {@link #maximum} and of {@link #rectifiedMaximum}.
   *
   * @param engine what to compute on
   * @param geometry the extents
   * @param dy gradient at the output; not modified
   * @param winner from the forward pass; not modified
   * @param dx gradient at the input; overwritten
   */
  public static void maximumGradient(
      Engine engine, PoolingGeometry geometry, float[] dy, int[] winner, float[] dx) {
    Kernels kernels = engine.kernels();
    if (geometry.partitions()) {
      forEachWindow(
          engine,
          geometry,
          (starts, count, offset) ->
              kernels.spreadMaximum(dy, winner, offset, geometry.channels(), starts, count, dx));
      return;
    }
    int imageSize = geometry.height() * geometry.width() * geometry.channels();
    engine
        .parallel()
        .forEach(geometry.batch(), n -> Arrays.fill(dx, n * imageSize, (n + 1) * imageSize, 0));
    forEachWindow(
        engine,
        geometry,
        (starts, count, offset) ->
            kernels.maximumGradient(dy, winner, offset, geometry.channels(), starts, count, dx));
  }

  private interface Window {
    void run(int[] starts, int count, int offset);
  }

  /** Calls for each output pixel with the places of its window; one chunk per image. */
  private static void forEachWindow(Engine engine, PoolingGeometry g, Window window) {
    engine
        .parallel()
        .forEach(
            g.batch(),
            n -> {
              int[] starts = new int[g.mostPlaces()];
              int offset = n * g.outputHeight() * g.outputWidth() * g.channels();
              for (int i = 0; i < g.outputHeight(); i++) {
                for (int j = 0; j < g.outputWidth(); j++) {
                  int count = places(g, n, i * g.stride() - g.padding(), j, starts);
                  window.run(starts, count, offset);
                  offset += g.channels();
                }
              }
            });
  }

  private static int places(PoolingGeometry g, int n, int top, int outputColumn, int[] starts) {
    int left = outputColumn * g.stride() - g.padding();
    int count = 0;
    for (int y = Math.max(0, top); y < Math.min(g.height(), top + g.kernel()); y++) {
      for (int x = Math.max(0, left); x < Math.min(g.width(), left + g.kernel()); x++) {
        starts[count++] = ((n * g.height() + y) * g.width() + x) * g.channels();
      }
    }
    return count;
  }

  /**
   * The mean of each image and channel.
   *
   * @param engine what to compute on
   * @param x images, batch × pixels × channels; not modified
   * @param batch images
   * @param pixels places of an image
   * @param channels channels
   * @param y batch × channels; overwritten
   */
  public static void mean(
      Engine engine, float[] x, int batch, int pixels, int channels, float[] y) {
    engine
        .parallel()
        .forEach(
            batch,
            n -> {
              int offset = n * channels;
              Arrays.fill(y, offset, offset + channels, 0);
              engine.kernels().columnSums(x, n * pixels, (n + 1) * pixels, channels, y, offset);
              for (int c = offset; c < offset + channels; c++) {
                y[c] /= pixels;
              }
            });
  }

  /**
   * The gradient of {@link #mean}.
   *
   * @param engine what to compute on
   * @param dy batch × channels; not modified
   * @param batch images
   * @param pixels places of an image
   * @param channels channels
   * @param dx batch × pixels × channels; overwritten
   */
  public static void meanGradient(
      Engine engine, float[] dy, int batch, int pixels, int channels, float[] dx) {
    engine
        .parallel()
        .forEach(
            batch,
            n -> {
              for (int p = n * pixels; p < (n + 1) * pixels; p++) {
                for (int c = 0; c < channels; c++) {
                  dx[p * channels + c] = dy[n * channels + c] / pixels;
                }
              }
            });
  }
}
