package dev.alq.container;

import dev.alq.tensor.Shape;

/**
 * What a container's header says about one tensor.
 *
 * @param name unique in its file
 * @param type what the elements are
 * @param shape the extents, outermost first; row-major
 * @param start first byte of the elements, counted from the end of the header
 * @param end one past the last byte; {@code end - start} is the size of all elements
 */
public record TensorInfo(String name, ElementType type, Shape shape, long start, long end) {

  /**
   * Checks that shape and extent agree.
   *
   * @throws IllegalArgumentException if the extent is negative or not what the shape needs
   */
  public TensorInfo {
    long bytes = (long) shape.size() * type.bytes();
    if (start < 0 || end < start || end - start != bytes) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "': "
              + type
              + shape
              + " needs "
              + bytes
              + " bytes but its offsets are ["
              + start
              + ", "
              + end
              + "]");
    }
  }
}
