package dev.alq.kernel;

import java.util.Arrays;

/**
 * Images N,H,W,C with a physical border of zeros and, where asked for, zeros between the pixels.
 * With it a convolution reads plain memory and has no border case.
 */
record BorderedImages(float[] data, int height, int width, int channels, boolean borrowed) {

  /** The images as they are, when no border is wanted. */
  static BorderedImages plain(float[] x, int height, int width, int channels) {
    return new BorderedImages(x, height, width, channels, false);
  }

  /** A copy with {@code border} zeros on each side. */
  static BorderedImages surround(
      Engine engine, float[] x, int batch, int height, int width, int channels, int border) {
    if (border == 0) {
      return plain(x, height, width, channels);
    }
    return spread(
        engine,
        x,
        batch,
        new Placement(height, width, 1, border, border),
        height + 2 * border,
        width + 2 * border,
        channels);
  }

  /**
   * Where pixels go in the larger image: pixel (y, x) of the source to (top + y·step, left +
   * x·step).
   */
  record Placement(int height, int width, int step, int top, int left) {}

  /** A copy of size {@code height × width} with the source's pixels placed apart. */
  static BorderedImages spread(
      Engine engine, float[] x, int batch, Placement from, int height, int width, int channels) {
    int imageSize = height * width * channels;
    float[] data = engine.buffers().borrowAtLeast(Math.multiplyExact(batch, imageSize));
    engine
        .parallel()
        .forEach(
            batch,
            n -> {
              Arrays.fill(data, n * imageSize, (n + 1) * imageSize, 0);
              for (int row = 0; row < from.height; row++) {
                int source = (n * from.height + row) * from.width * channels;
                int target =
                    n * imageSize + ((from.top + row * from.step) * width + from.left) * channels;
                if (from.step == 1) {
                  System.arraycopy(x, source, data, target, from.width * channels);
                } else {
                  for (int column = 0; column < from.width; column++) {
                    System.arraycopy(
                        x,
                        source + column * channels,
                        data,
                        target + column * from.step * channels,
                        channels);
                  }
                }
              }
            });
    return new BorderedImages(data, height, width, channels, true);
  }

  /**
   * A copy with {@code border} zeros on each side in which an image of many channels becomes
   * several images of {@code block} channels, one after the other.
   *
   * @param block a divisor of {@code channels}
   */
  static BorderedImages split(
      Engine engine,
      float[] x,
      int batch,
      int height,
      int width,
      int channels,
      int border,
      int block) {
    int fullHeight = height + 2 * border;
    int rowSize = (width + 2 * border) * block;
    int planes = channels / block;
    float[] data =
        engine.buffers().borrowAtLeast(Math.multiplyExact(batch * planes, fullHeight * rowSize));
    int[] run = new int[block];
    Arrays.setAll(run, i -> i);
    engine
        .parallel()
        .forEach(
            batch,
            n -> {
              int target = n * planes * fullHeight * rowSize;
              Arrays.fill(data, target, target + planes * fullHeight * rowSize, 0);
              for (int row = 0; row < height; row++) {
                int source = (n * height + row) * width * channels;
                int to = target + (row + border) * rowSize + border * block;
                for (int plane = 0; plane < planes; plane++) {
                  int from = source + plane * block;
                  engine.kernels().gather(x, from, channels, width, run, data, to);
                  to += fullHeight * rowSize;
                }
              }
            });
    return new BorderedImages(data, fullHeight, width + 2 * border, block, true);
  }

  int rowSize() {
    return width * channels;
  }

  int imageSize() {
    return height * width * channels;
  }

  void giveBack(Engine engine) {
    if (borrowed) {
      engine.buffers().giveBack(data);
    }
  }
}
