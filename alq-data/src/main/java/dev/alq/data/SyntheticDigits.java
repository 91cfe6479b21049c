package dev.alq.data;

import dev.alq.dataset.Preprocessing;
import dev.alq.tensor.Seeds;

/**
 * Digits that look handwritten and need no download: drawn from strokes, 28 by 28 pixels, light ink
 * on dark ground, normalised as MNIST is. Image and label are functions of (seed, index), so a
 * larger set begins with the smaller one of the same seed; for a test set take another seed.
 */
public final class SyntheticDigits {

  private static final int IMAGE_LENGTH = Digits.SIDE * Digits.SIDE;

  private SyntheticDigits() {}

  /**
   * Draws a data set. Image {@code index} shows the digit {@code index % 10}, so the classes are
   * balanced.
   *
   * @param seed decides how the digits look
   * @param size the number of images, 1 or more
   * @return the images, held as bytes
   * @throws IllegalArgumentException if the size is below 1 or the images exceed an array
   */
  public static ByteImages of(long seed, int size) {
    if (size < 1 || (long) size * IMAGE_LENGTH > Integer.MAX_VALUE - Long.BYTES) {
      throw new IllegalArgumentException("cannot draw " + size + " digits");
    }
    byte[] levels = new byte[size * IMAGE_LENGTH];
    byte[] labels = new byte[size];
    DigitPainter painter = new DigitPainter();
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) (i % Digits.CLASSES);
      painter.paint(labels[i], Seeds.generator(seed, i), levels, i * IMAGE_LENGTH);
    }
    return new ByteImages(Digits.PREPROCESSING, levels, labels);
  }

  /**
   * What a network trained on digits demands of a picture.
   *
   * @return the same as {@link Mnist#preprocessing()}
   */
  public static Preprocessing preprocessing() {
    return Digits.PREPROCESSING;
  }
}
