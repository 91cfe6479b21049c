package dev.alq.dataset;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/**
 * Some images with their labels. Equality is that of the objects, not of their contents: a batch is
 * a window on memory that is written again.
 *
 * @param images shape N,H,W,C, row-major
 * @param labels N class numbers, not copied; position i belongs to image i
 */
public record Batch(Tensor images, int[] labels) {

  /**
   * Checks that images and labels match.
   *
   * @throws IllegalArgumentException if the images are not of rank 4 or their number differs from
   *     that of the labels
   */
  public Batch {
    Shape shape = images.shape();
    if (shape.rank() != 4) {
      throw new IllegalArgumentException("images have the shape N,H,W,C, not " + shape);
    }
    if (shape.dimension(0) != labels.length) {
      throw new IllegalArgumentException(labels.length + " labels for images of shape " + shape);
    }
  }

  /**
   * The number of images.
   *
   * @return N
   */
  public int size() {
    return labels.length;
  }
}
