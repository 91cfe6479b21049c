package dev.alq.dataset;

import dev.alq.tensor.Shape;
import java.util.List;

/**
 * A fixed list of labelled images of one size. Implementations never change what they answer and
 * may be read by several threads at once: a {@link DataLoader} reads ahead on a thread of its own.
 */
public interface Dataset {

  /**
   * The number of images.
   *
   * @return 0 or more
   */
  int size();

  /**
   * The shape of every image.
   *
   * @return height, width, channels
   */
  Shape imageShape();

  /**
   * What the labels stand for.
   *
   * @return the name of class 0, of class 1, …; immutable
   */
  List<String> classNames();

  /**
   * The class of one image.
   *
   * @param index from 0 to {@code size() - 1}
   * @return from 0 to {@code classNames().size() - 1}
   * @throws IndexOutOfBoundsException if there is no such image
   */
  int label(int index);

  /**
   * Writes one image as a network takes it, that is normalised.
   *
   * @param index from 0 to {@code size() - 1}
   * @param draw the seed of whatever is random about this reading, e.g. a crop; the same draw gives
   *     the same floats; a data set without augmentation ignores it
   * @param target receives height · width · channels floats in the order H,W,C; modified
   * @param offset where in {@code target} the image begins
   * @throws IndexOutOfBoundsException if there is no such image or it does not fit into the target
   */
  void image(int index, long draw, float[] target, int offset);

  /**
   * Identifies what this data set holds, for the provenance of a model.
   *
   * @return a SHA-256 in lower-case hexadecimal digits, equal for equal images and labels in equal
   *     order whatever file or folder they come from
   */
  String contentHash();

  /**
   * How many threads it pays to read with at once.
   *
   * @return 1, unless reading an image is more than copying memory
   */
  default int readers() {
    return 1;
  }
}
