package dev.alq.dataset;

import java.util.SplittableRandom;

/** A change of a picture before it is normalised. What is random about it comes from a seed. */
public sealed interface Transform {

  /**
   * Changes a picture.
   *
   * @param picture the picture; not modified
   * @param seed where all randomness comes from; the same seed gives the same result
   * @return the result
   */
  Picture apply(Picture picture, long seed);

  /**
   * Puts a black border around the picture and cuts out a part of the old size, any place being as
   * likely as any other.
   *
   * @param pixels width of the border, at least 1
   */
  record PadAndCrop(int pixels) implements Transform {

    /** Checks the range. */
    public PadAndCrop {
      requirePositive(pixels, "a border of %d pixels");
    }

    @Override
    public Picture apply(Picture picture, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int top = random.nextInt(-pixels, pixels + 1);
      int left = random.nextInt(-pixels, pixels + 1);
      return picture.window(top, left, picture.height(), picture.width());
    }
  }

  /** Exchanges left and right in half of the cases. */
  record HorizontalFlip() implements Transform {
    @Override
    public Picture apply(Picture picture, long seed) {
      return new SplittableRandom(seed).nextBoolean() ? picture.mirrored() : picture;
    }
  }

  /**
   * Cuts out a part of random area and proportions and brings it to a square (Szegedy et al.,
   * 2015). If ten attempts do not lie inside the picture, the largest part in its middle whose
   * proportions are allowed is taken.
   *
   * @param side height and width of the result, at least 1
   * @param smallestArea the smallest area, as a part of the picture's; above 0 and at most 1
   * @param largestRatio the largest ratio of the sides, at least 1
   */
  record RandomResizedCrop(int side, double smallestArea, double largestRatio)
      implements Transform {

    private static final int ATTEMPTS = 10;

    /** Checks the ranges. */
    public RandomResizedCrop {
      requirePositive(side, "a side of %d pixels");
      if (!(smallestArea > 0 && smallestArea <= 1) || !(largestRatio >= 1 && largestRatio < 1e6)) {
        throw new IllegalArgumentException(
            "an area from " + smallestArea + ", proportions up to " + largestRatio);
      }
    }

    /**
     * The usual ranges: an area from 0.08, proportions from 3:4 to 4:3.
     *
     * @param side height and width of the result, at least 1
     */
    public RandomResizedCrop(int side) {
      this(side, 0.08, 4.0 / 3);
    }

    @Override
    public Picture apply(Picture picture, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = picture.height();
      int width = picture.width();
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        double area = (double) height * width * uniform(random, smallestArea, 1);
        double log = Math.log(largestRatio);
        double ratio = Math.exp(uniform(random, -log, log));
        long columns = Math.round(Math.sqrt(area * ratio));
        long rows = Math.round(Math.sqrt(area / ratio));
        if (rows >= 1 && rows <= height && columns >= 1 && columns <= width) {
          int top = random.nextInt(height - (int) rows + 1);
          int left = random.nextInt(width - (int) columns + 1);
          return picture.window(top, left, (int) rows, (int) columns).resized(side, side);
        }
      }
      int rows = Math.clamp(Math.round(width * largestRatio), 1, height);
      int columns = Math.clamp(Math.round(height * largestRatio), 1, width);
      return centre(picture, rows, columns).resized(side, side);
    }

    private static double uniform(SplittableRandom random, double from, double to) {
      return from + (to - from) * random.nextDouble();
    }
  }

  /**
   * Scales a picture with its proportions.
   *
   * @param shorterSide the smaller one of height and width of the result, at least 1
   */
  record Resize(int shorterSide) implements Transform {

    /** Checks the range. */
    public Resize {
      requirePositive(shorterSide, "a side of %d pixels");
    }

    @Override
    public Picture apply(Picture picture, long seed) {
      return picture.resized(
          scaled(picture.height(), picture.width()), scaled(picture.width(), picture.height()));
    }

    /**
     * One side of the result.
     *
     * @param side that side of the picture
     * @param other the other side of the picture
     * @return that side of the result, rounded down
     */
    public int scaled(int side, int other) {
      return Math.toIntExact((long) side * shorterSide / Math.min(side, other));
    }
  }

  /**
   * Cuts out the middle; where the picture is too small, a black border fills it up.
   *
   * @param height rows of the result, at least 1
   * @param width columns of the result, at least 1
   */
  record CentreCrop(int height, int width) implements Transform {

    /** Checks the ranges. */
    public CentreCrop {
      requirePositive(height, "a height of %d pixels");
      requirePositive(width, "a width of %d pixels");
    }

    @Override
    public Picture apply(Picture picture, long seed) {
      return centre(picture, height, width);
    }
  }

  private static Picture centre(Picture picture, int rows, int columns) {
    int top = Math.floorDiv(picture.height() - rows, 2);
    int left = Math.floorDiv(picture.width() - columns, 2);
    return picture.window(top, left, rows, columns);
  }

  private static void requirePositive(int pixels, String what) {
    if (pixels < 1) {
      throw new IllegalArgumentException("cannot make " + what.formatted(pixels));
    }
  }
}
