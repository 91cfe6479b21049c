package dev.alq.dataset;

import java.util.List;

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

  /**
   * Pictures go through transforms, one after another, before they are normalised. A data set's own
   * way of bringing a picture to size is replaced, so the transforms must end at its image shape.
   *
   * @param transforms in order, at least one
   */
  record Transforms(List<Transform> transforms) implements Augmentation {

    /** Copies and checks. */
    public Transforms {
      transforms = List.copyOf(transforms);
      if (transforms.isEmpty()) {
        throw new IllegalArgumentException("no transforms");
      }
    }

    /**
     * The usual one for small images of one size: a border, a crop of the old size, and a flip.
     *
     * @param border width of the border in pixels, at least 1
     * @return the augmentation
     */
    public static Transforms padCropFlip(int border) {
      return new Transforms(
          List.of(new Transform.PadAndCrop(border), new Transform.HorizontalFlip()));
    }

    /**
     * The usual one for photographs: a part of random size, and a flip.
     *
     * @param side height and width of the images
     * @return the augmentation
     */
    public static Transforms resizedCropFlip(int side) {
      return new Transforms(
          List.of(new Transform.RandomResizedCrop(side), new Transform.HorizontalFlip()));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the images are not {@link Pictures} nor a subset of such,
     *     or the transforms bring the first picture to another size than theirs
     */
    @Override
    public Dataset apply(Dataset data) {
      return switch (data) {
        case Subset subset -> subset.over(apply(subset.whole()));
        case Pictures pictures -> TransformedPictures.of(pictures, transforms);
        default ->
            throw new IllegalArgumentException(
                "the transforms need pictures, which " + data.getClass().getName() + " has not");
      };
    }
  }
}
