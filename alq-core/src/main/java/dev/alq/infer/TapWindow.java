package dev.alq.infer;

import java.util.BitSet;

/**
 * Where the weights of one output meet the codes of an image: weight i of an output belongs to the
 * word {@code place(i)} of the grid of channel {@code channel(i)}, relative to the place of the
 * output's pixel.
 *
 * @param input how images lie
 * @param rows rows of the kernel
 * @param columns columns of the kernel
 * @param stride distance between the kernel's positions
 * @param padding rows and columns that the kernel reaches beyond the image, at most the border
 * @param order how the weights of an output follow each other
 */
record TapWindow(CodeShape input, int rows, int columns, int stride, int padding, Order order) {

  /** Which extent of the weights runs quickest. */
  enum Order {
    /** H,W,C: a convolution's weights. */
    CHANNELS_LAST,
    /** C,H,W: those of a linear layer behind a flattened image. */
    CHANNELS_FIRST
  }

  /** The window of a convolution. */
  static TapWindow ofConvolution(CodeShape input, int rows, int columns, int stride, int padding) {
    return new TapWindow(input, rows, columns, stride, padding, Order.CHANNELS_LAST);
  }

  /** The window of a linear layer, which sees all of an image. */
  static TapWindow ofLinear(CodeShape input) {
    return new TapWindow(input, input.height(), input.width(), 1, 0, Order.CHANNELS_FIRST);
  }

  int taps() {
    return rows * columns;
  }

  int weights() {
    return taps() * input.channels();
  }

  int outputRows() {
    return (input.height() + 2 * padding - rows) / stride + 1;
  }

  int outputColumns() {
    return (input.width() + 2 * padding - columns) / stride + 1;
  }

  /** The tap of a weight. */
  int tap(int weight) {
    return switch (order) {
      case CHANNELS_LAST -> weight / input.channels();
      case CHANNELS_FIRST -> weight % taps();
    };
  }

  /** The channel of a weight. */
  int channel(int weight) {
    return switch (order) {
      case CHANNELS_LAST -> weight % input.channels();
      case CHANNELS_FIRST -> weight / taps();
    };
  }

  /** How far a tap's word lies behind that of the first tap. */
  int offset(int tap) {
    return tap / columns * input.pitch() + tap % columns;
  }

  /** Where the first tap of an output pixel lies in a grid. */
  int start(int row, int column) {
    return input.place(row * stride - padding, column * stride - padding);
  }

  /** The taps that lie outside the image at an output pixel. */
  BitSet outside(int row, int column) {
    BitSet taps = new BitSet(taps());
    for (int tap = 0; tap < taps(); tap++) {
      int y = row * stride - padding + tap / columns;
      int x = column * stride - padding + tap % columns;
      if (y < 0 || y >= input.height() || x < 0 || x >= input.width()) {
        taps.set(tap);
      }
    }
    return taps;
  }
}
