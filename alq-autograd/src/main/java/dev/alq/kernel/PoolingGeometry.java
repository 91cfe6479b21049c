package dev.alq.kernel;

import java.util.Locale;

/**
 * The extents of a square pooling window moved over images N,H,W,C.
 *
 * @param batch images
 * @param height rows of an input image
 * @param width columns of an input image
 * @param channels channels
 * @param kernel extent of the window, at least 1
 * @param stride distance between windows, at least 1
 * @param padding ignored places on each side, at most half of the window
 */
public record PoolingGeometry(
    int batch, int height, int width, int channels, int kernel, int stride, int padding) {

  /** Checks that the pooling exists. */
  public PoolingGeometry {
    if (batch < 0 || height < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no pooling of %d images %d×%d with %d channels",
              batch,
              height,
              width,
              channels));
    }
    if (kernel < 1 || stride < 1 || padding < 0 || 2L * padding > kernel) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no pooling with window %d, stride %d, padding %d",
              kernel,
              stride,
              padding));
    }
    int uncovered = kernel - 2 * padding;
    if (height < uncovered || width < uncovered) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "window %d is larger than the image %d×%d with padding %d",
              kernel,
              height,
              width,
              padding));
    }
  }

  /**
   * Rows of an output image.
   *
   * @return at least 1
   */
  public int outputHeight() {
    return (height - (kernel - 2 * padding)) / stride + 1;
  }

  /**
   * Columns of an output image.
   *
   * @return at least 1
   */
  public int outputWidth() {
    return (width - (kernel - 2 * padding)) / stride + 1;
  }

  /**
   * Places of a window that can lie inside an image.
   *
   * @return at most the image's pixels
   */
  int mostPlaces() {
    return Math.multiplyExact(Math.min(kernel, height), Math.min(kernel, width));
  }

  /**
   * Number of elements of the output.
   *
   * @return batch times output image size
   */
  public int outputSize() {
    int pixels = Math.multiplyExact(outputHeight(), outputWidth());
    return Math.multiplyExact(Math.multiplyExact(batch, pixels), channels);
  }

  /**
   * Whether every pixel of an input image belongs to exactly one window.
   *
   * @return true if windows neither overlap nor leave anything out
   */
  boolean partitions() {
    return stride == kernel && padding == 0 && height % kernel == 0 && width % kernel == 0;
  }
}
