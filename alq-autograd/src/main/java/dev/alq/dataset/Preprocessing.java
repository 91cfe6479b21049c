package dev.alq.dataset;

import dev.alq.tensor.Shape;
import java.util.List;

/**
 * What a trained network demands of a picture and what its answers are called. Travels with the
 * model, so that a picture can be classified without the data set.
 *
 * @param height rows of the input
 * @param width columns of the input
 * @param normalization from levels to inputs; its channels are those of the input
 * @param classNames the name of class 0, of class 1, …
 */
public record Preprocessing(
    int height, int width, Normalization normalization, List<String> classNames) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the image is empty, an image exceeds an array, or there is
   *     no class
   */
  public Preprocessing {
    classNames = List.copyOf(classNames);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("images of " + height + " by " + width + " pixels");
    }
    if (classNames.isEmpty()) {
      throw new IllegalArgumentException("no class names");
    }
    Shape.of(height, width, normalization.channels()); // throws if it exceeds an array
  }

  /**
   * The channels of the input.
   *
   * @return 1 for gray, 3 for red, green, blue
   */
  public int channels() {
    return normalization.channels();
  }

  /**
   * The shape of one image.
   *
   * @return height, width, channels
   */
  public Shape imageShape() {
    return Shape.of(height, width, channels());
  }
}
