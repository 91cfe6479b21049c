package dev.alq.tensor;

/**
 * A dense float32 array with a shape, row-major, on the heap. The shape is fixed, the elements may
 * be written through {@link #data()}.
 */
public final class Tensor {

  private final Shape shape;
  private final float[] data;

  private Tensor(Shape shape, float[] data) {
    if (data.length != shape.size()) {
      throw new IllegalArgumentException(
          "shape " + shape + " has " + shape.size() + " elements but the array " + data.length);
    }
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor of zeros.
   *
   * @param shape its shape
   * @return a new tensor
   */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[shape.size()]);
  }

  /**
   * A tensor over a given array.
   *
   * @param shape its shape
   * @param data its elements, row-major; not copied
   * @return a tensor that shares {@code data}
   * @throws IllegalArgumentException if the array's length is not the shape's size
   */
  public static Tensor of(Shape shape, float... data) {
    return new Tensor(shape, data);
  }

  /**
   * The shape.
   *
   * @return the extents, outermost first
   */
  public Shape shape() {
    return shape;
  }

  /**
   * The elements themselves, not a copy.
   *
   * @return row-major elements, {@code shape().size()} of them
   */
  public float[] data() {
    return data;
  }

  /**
   * The number of elements.
   *
   * @return {@code shape().size()}
   */
  public int size() {
    return data.length;
  }

  /**
   * The same elements under another shape.
   *
   * @param other a shape of the same size
   * @return a tensor that shares this tensor's elements
   * @throws IllegalArgumentException if the sizes differ
   */
  public Tensor reshaped(Shape other) {
    if (other.size() != data.length) {
      throw new IllegalArgumentException("cannot reshape " + shape + " to " + other);
    }
    return new Tensor(other, data);
  }

  /**
   * A copy.
   *
   * @return a tensor with its own elements
   */
  public Tensor copy() {
    return new Tensor(shape, data.clone());
  }

  /**
   * Takes over the elements of another tensor.
   *
   * @param source a tensor of the same shape; not modified
   * @throws IllegalArgumentException if the shapes differ
   */
  public void copyFrom(Tensor source) {
    if (!source.shape.equals(shape)) {
      throw new IllegalArgumentException("cannot copy " + source.shape + " into " + shape);
    }
    System.arraycopy(source.data, 0, data, 0, data.length);
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}
