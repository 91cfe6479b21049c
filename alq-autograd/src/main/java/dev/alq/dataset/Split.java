package dev.alq.dataset;

import dev.alq.tensor.Seeds;
import java.util.Arrays;

/**
 * Two parts of a data set that share no image.
 *
 * @param train what is learned from
 * @param validation what models are compared on
 */
public record Split(Subset train, Subset validation) {

  /**
   * Splits a data set at random. The images of the validation part depend on its size and the seed,
   * not on the size of the other part. Within a part the images keep the order of the data set.
   *
   * @param data what to split
   * @param trainSize images in the first part, 0 or more
   * @param validationSize images in the second part, 0 or more
   * @param seed decides which image goes where
   * @return the parts
   * @throws IllegalArgumentException if a size is negative or the data set has too few images
   */
  public static Split of(Dataset data, int trainSize, int validationSize, long seed) {
    if (trainSize < 0 || validationSize < 0) {
      throw new IllegalArgumentException(
          "sizes must be 0 or more: train " + trainSize + ", validation " + validationSize);
    }
    if ((long) trainSize + validationSize > data.size()) {
      throw new IllegalArgumentException(
          "cannot split "
              + data.size()
              + " images into "
              + trainSize
              + " for training and "
              + validationSize
              + " for validation");
    }
    int[] order = Seeds.permutation(data.size(), Seeds.derive(seed, "split"));
    return new Split(
        part(data, order, validationSize, validationSize + trainSize),
        part(data, order, 0, validationSize));
  }

  private static Subset part(Dataset data, int[] order, int from, int to) {
    int[] indices = Arrays.copyOfRange(order, from, to);
    Arrays.sort(indices);
    return new Subset(data, indices);
  }
}
