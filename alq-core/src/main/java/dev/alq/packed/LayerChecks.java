package dev.alq.packed;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What several layers check about themselves. */
final class LayerChecks {

  private LayerChecks() {}

  static void require(boolean holds, String name, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("layer '" + name + "': " + problem);
    }
  }

  static void requireWeights(String name, Shape shape, int rank) {
    require(shape.rank() == rank && shape.size() > 0, name, "weights of the shape " + shape);
  }

  static void requireImage(String name, Shape input) {
    require(input.rank() == 3, name, "needs an image but gets " + input);
  }

  static void requireVector(String what, @Nullable Tensor values, int size) {
    if (values == null) {
      return;
    }
    if (!values.shape().equals(Shape.of(size))) {
      throw new IllegalArgumentException(
          what + " has the shape " + values.shape() + ", not " + size);
    }
    Finite.require(what, values);
  }

  /** The number of windows along one side of an image. */
  static int windows(String name, int extent, int kernel, int stride, int padding) {
    long room = extent + 2L * padding - kernel;
    require(
        room >= 0,
        name,
        "a window of " + kernel + " is larger than " + extent + " with padding " + padding);
    return Math.toIntExact(room / stride + 1);
  }

  static Shape outputShape(List<PackedLayer> layers, Shape input) {
    Shape shape = input;
    for (PackedLayer layer : layers) {
      shape = layer.outputShape(shape);
    }
    return shape;
  }
}
