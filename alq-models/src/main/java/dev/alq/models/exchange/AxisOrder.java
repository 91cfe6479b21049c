package dev.alq.models.exchange;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/**
 * Between our order of axes and that of other programs: convolution weights are O,H,W,C here and
 * O,C,H,W there. Tensors of other ranks are the same in both; rows of linear layers too, because
 * {@code Flatten} gives C,H,W.
 */
final class AxisOrder {

  private static final int IMAGE_RANK = 4;

  private AxisOrder() {}

  /** The shape there of a tensor that has a shape here. */
  static Shape foreign(Shape own) {
    return own.rank() == IMAGE_RANK
        ? Shape.of(own.dimension(0), own.dimension(3), own.dimension(1), own.dimension(2))
        : own;
  }

  /** A tensor of ours in the order of the others; the same tensor where the orders agree. */
  static Tensor toForeign(Tensor own) {
    Shape shape = own.shape();
    if (shape.rank() != IMAGE_RANK) {
      return own;
    }
    Tensor result = Tensor.zeros(foreign(shape));
    int pixels = shape.dimension(1) * shape.dimension(2);
    swap(own.data(), shape.dimension(0), pixels, shape.dimension(3), result.data());
    return result;
  }

  /**
   * Brings a tensor of theirs into our order.
   *
   * @param foreign in their order; not modified
   * @param own receives it; has the shape that {@link #foreign} turns into that of the other
   */
  static void toOwn(Tensor foreign, Tensor own) {
    Shape shape = foreign.shape();
    if (shape.rank() == IMAGE_RANK) {
      int pixels = shape.dimension(2) * shape.dimension(3);
      swap(foreign.data(), shape.dimension(0), shape.dimension(1), pixels, own.data());
    } else {
      own.copyFrom(foreign);
    }
  }

  /** For each of some matrices, exchanges rows and columns. */
  private static void swap(float[] from, int matrices, int rows, int columns, float[] to) {
    for (int m = 0; m < matrices; m++) {
      int start = m * rows * columns;
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          to[start + c * rows + r] = from[start + r * columns + c];
        }
      }
    }
  }
}
