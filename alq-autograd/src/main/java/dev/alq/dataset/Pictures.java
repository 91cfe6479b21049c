package dev.alq.dataset;

/**
 * A data set whose images were pictures before they were brought to size and normalised, so that
 * training may crop them in another way.
 */
public interface Pictures extends Dataset {

  /**
   * What a network trained on these images demands of a picture.
   *
   * @return size, normalization and class names
   */
  Preprocessing preprocessing();

  /**
   * One picture as it was stored, of whatever size.
   *
   * @param index from 0 to {@code size() - 1}
   * @return the picture, with as many channels as the normalization has
   * @throws IndexOutOfBoundsException if there is no such picture
   */
  Picture picture(int index);
}
