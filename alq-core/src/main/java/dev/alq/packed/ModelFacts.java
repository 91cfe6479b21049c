package dev.alq.packed;

import dev.alq.dataset.Preprocessing;
import dev.alq.tensor.Shape;
import java.util.List;

/**
 * What a model says besides its layers.
 *
 * @param preprocessing size and normalization of the images, names of the classes
 * @param provenance where the model comes from
 */
public record ModelFacts(Preprocessing preprocessing, Provenance provenance) {

  /**
   * The shape of one image.
   *
   * @return height, width, channels
   */
  public Shape imageShape() {
    return preprocessing.imageShape();
  }

  /**
   * The names of the classes.
   *
   * @return one per logit, unmodifiable
   */
  public List<String> classNames() {
    return preprocessing.classNames();
  }
}
