package dev.alq.dataset;

/** What is done to training images at each reading, at random. */
public sealed interface Augmentation {

  /**
   * Puts the augmentation in front of a data set.
   *
   * @param data where the images come from
   * @return the same images, changed by their draw
   */
  Dataset apply(Dataset data);

  /** Images stay as they are. */
  record None() implements Augmentation {
    @Override
    public Dataset apply(Dataset data) {
      return data;
    }
  }

  /**
   * Images are moved by whole pixels, any distance up to a largest one along each axis being as
   * likely as any other.
   *
   * @param pixels the largest distance, at least 1
   */
  record Translate(int pixels) implements Augmentation {

    /** Checks the range. */
    public Translate {
      if (pixels < 1) {
        throw new IllegalArgumentException("cannot move images by up to " + pixels + " pixels");
      }
    }

    @Override
    public Dataset apply(Dataset data) {
      return new TranslatedImages(data, pixels);
    }
  }
}
