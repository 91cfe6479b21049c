package dev.alq.kernel;

/**
 * For each output pixel of a convolution the taps that see a pixel inside the image: a rectangle of
 * the kernel, walked by {@link Kernels#tile} through an image without a border.
 */
final class VisibleTaps {

  private final int[] starts;
  private final int[] firstTaps;
  private final TileWalk[] walks;

  private VisibleTaps(int pixels) {
    starts = new int[pixels];
    firstTaps = new int[pixels];
    walks = new TileWalk[pixels];
  }

  /**
   * Finds them.
   *
   * @param g extents
   * @param bStep distance in the right operand between the elements of the depth
   */
  static VisibleTaps of(ConvolutionGeometry g, int bStep) {
    VisibleTaps taps = new VisibleTaps(g.outputHeight() * g.outputWidth());
    Span[] rows = Span.all(g.outputHeight(), g.kernelHeight(), g.height(), g);
    Span[] columns = Span.all(g.outputWidth(), g.kernelWidth(), g.width(), g);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        taps.set(i * columns.length + j, g, rows[i], columns[j], bStep);
      }
    }
    return taps;
  }

  private void set(int pixel, ConvolutionGeometry g, Span row, Span column, int bStep) {
    starts[pixel] = (row.pixel * g.width() + column.pixel) * g.channels();
    firstTaps[pixel] = (row.tap * g.kernelWidth() + column.tap) * g.channels();
    walks[pixel] =
        new TileWalk(
            row.length,
            column.length * g.channels(),
            1,
            g.width() * g.channels(),
            bStep,
            g.kernelWidth() * g.channels() * bStep);
  }

  /** The number of output pixels. */
  int pixels() {
    return walks.length;
  }

  /** Where in an image the first tap of a pixel lies. */
  int start(int pixel) {
    return starts[pixel];
  }

  /** The first tap of a pixel, counted in the order (h, w, c). */
  int firstTap(int pixel) {
    return firstTaps[pixel];
  }

  /** The way through the image and the taps. */
  TileWalk walk(int pixel) {
    return walks[pixel];
  }

  /** The taps of one direction, from {@code tap}, which sees {@code pixel}, on. */
  private record Span(int pixel, int tap, int length) {

    static Span[] all(int outputs, int taps, int size, ConvolutionGeometry g) {
      Span[] spans = new Span[outputs];
      for (int i = 0; i < outputs; i++) {
        int first = i * g.stride() - g.padding();
        int tap = Math.max(0, -first);
        int end = Math.min(taps, size - first);
        spans[i] = new Span(first + tap, tap, end - tap);
      }
      return spans;
    }
  }
}
