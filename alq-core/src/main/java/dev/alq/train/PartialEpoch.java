package dev.alq.train;

/**
 * The part of an epoch that has been trained on.
 *
 * @param batches batches of it, 0 or more
 * @param lossSum sum of the loss over its images
 * @param examples number of its images
 * @param right how many of them were right
 */
public record PartialEpoch(int batches, double lossSum, long examples, long right) {

  /** An epoch that has not begun. */
  public static final PartialEpoch NONE = new PartialEpoch(0, 0, 0, 0);

  /** Checks the ranges. */
  public PartialEpoch {
    if (batches < 0 || examples < 0 || right < 0 || right > examples) {
      throw new IllegalArgumentException(
          "no part of an epoch: " + batches + " batches, " + right + " of " + examples);
    }
  }

  /** The part with one more batch, of a mean loss. */
  PartialEpoch plus(double loss, int images, long rightImages) {
    return new PartialEpoch(
        batches + 1, lossSum + loss * images, examples + images, right + rightImages);
  }

  double loss() {
    return lossSum / examples;
  }

  double top1() {
    return 100.0 * right / examples;
  }
}
