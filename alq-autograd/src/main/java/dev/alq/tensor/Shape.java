package dev.alq.tensor;

import java.util.Arrays;

/** The extents of a tensor, outermost first. Immutable. */
public final class Shape {

  private final int[] dimensions;
  private final int size;

  private Shape(int[] dimensions) {
    long product = 1;
    for (int d : dimensions) {
      if (d < 0) {
        throw new IllegalArgumentException("negative extent in " + Arrays.toString(dimensions));
      }
      product *= d;
      if (product > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "more elements than an array holds: " + Arrays.toString(dimensions));
      }
    }
    this.dimensions = dimensions;
    this.size = (int) product;
  }

  /**
   * Creates a shape.
   *
   * @param dimensions extents, outermost first, each 0 or more; copied; none for a scalar
   * @return the shape
   * @throws IllegalArgumentException if an extent is negative or the product exceeds an array
   */
  public static Shape of(int... dimensions) {
    return new Shape(dimensions.clone());
  }

  /**
   * The number of extents.
   *
   * @return 0 for a scalar
   */
  public int rank() {
    return dimensions.length;
  }

  /**
   * One extent.
   *
   * @param axis from 0 (outermost) to {@code rank() - 1}
   * @return the extent
   */
  public int dimension(int axis) {
    return dimensions[axis];
  }

  /**
   * The number of elements.
   *
   * @return the product of all extents, 1 for a scalar
   */
  public int size() {
    return size;
  }

  /**
   * All extents.
   *
   * @return a copy
   */
  public int[] toArray() {
    return dimensions.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  @Override
  public String toString() {
    return Arrays.toString(dimensions);
  }
}
