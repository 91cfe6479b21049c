package dev.alq.autograd;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/**
 * Repetition of a smaller tensor over a larger one: shapes are aligned at their last axis, and an
 * extent of 1 or a missing outer extent is repeated.
 */
final class Broadcast {

  private Broadcast() {}

  /**
   * The shape that two shapes repeat to.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  static Shape shape(Shape a, Shape b) {
    int rank = Math.max(a.rank(), b.rank());
    int[] result = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int x = extent(a, axis, rank);
      int y = extent(b, axis, rank);
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException("shapes " + a + " and " + b + " do not fit");
      }
      result[axis] = x == 1 ? y : x;
    }
    return Shape.of(result);
  }

  /** Adds {@code source}, repeated, to {@code target}. */
  static void addTo(Tensor source, Tensor target) {
    if (source.shape().equals(target.shape())) {
      for (int i = 0; i < target.size(); i++) {
        target.data()[i] += source.data()[i];
      }
      return;
    }
    int[] map = sourceIndices(source.shape(), target.shape());
    for (int i = 0; i < target.size(); i++) {
      target.data()[i] += source.data()[map[i]];
    }
  }

  /** Overwrites {@code target} with the sum of {@code source} over the repeated axes. */
  static void sumTo(Tensor source, Tensor target) {
    if (source.shape().equals(target.shape())) {
      target.copyFrom(source);
      return;
    }
    double[] sums = new double[target.size()]; // one float stops growing under many small terms
    int[] map = sourceIndices(target.shape(), source.shape());
    for (int i = 0; i < source.size(); i++) {
      sums[map[i]] += source.data()[i];
    }
    for (int i = 0; i < sums.length; i++) {
      target.data()[i] = (float) sums[i];
    }
  }

  /** For each element of {@code large}, row-major, the element of {@code small} it sees. */
  private static int[] sourceIndices(Shape small, Shape large) {
    int rank = large.rank();
    int[] steps = new int[rank];
    int step = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      int extent = extent(small, axis, rank);
      steps[axis] = extent == 1 ? 0 : step;
      step *= extent;
    }
    int[] map = new int[large.size()];
    int[] position = new int[rank];
    int index = 0;
    for (int i = 0; i < map.length; i++) {
      map[i] = index;
      for (int axis = rank - 1; axis >= 0; axis--) {
        index += steps[axis];
        if (++position[axis] < large.dimension(axis)) {
          break;
        }
        index -= steps[axis] * position[axis];
        position[axis] = 0;
      }
    }
    return map;
  }

  private static int extent(Shape shape, int axis, int rank) {
    int own = axis - (rank - shape.rank());
    return own < 0 ? 1 : shape.dimension(own);
  }
}
