package dev.alq.bench.peers;

import dev.alq.tensor.Shape;

/** Rearranges arrays from this project's order of elements to that of the peers. */
final class Layouts {

  private Layouts() {}

  /** N,H,W,C to N,C,H,W (or O,H,W,C to O,C,H,W). */
  static float[] channelFirst(float[] values, Shape shape) {
    return swapped(
        values, shape.dimension(0), shape.dimension(1) * shape.dimension(2), shape.dimension(3));
  }

  /** N,C,H,W to N,H,W,C, the shape being N,H,W,C. */
  static float[] channelLast(float[] values, Shape shape) {
    return swapped(
        values, shape.dimension(0), shape.dimension(3), shape.dimension(1) * shape.dimension(2));
  }

  /** The dimensions N,C,H,W of N,H,W,C. */
  static long[] channelFirst(Shape shape) {
    return new long[] {
      shape.dimension(0), shape.dimension(3), shape.dimension(1), shape.dimension(2)
    };
  }

  /** Transposes the two inner axes. */
  private static float[] swapped(float[] values, int outer, int rows, int columns) {
    float[] result = new float[values.length];
    for (int n = 0; n < outer; n++) {
      int start = n * rows * columns;
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          result[start + j * rows + i] = values[start + i * columns + j];
        }
      }
    }
    return result;
  }
}
