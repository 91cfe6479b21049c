package dev.alq.bench;

import java.util.Arrays;

/**
 * Times of one side.
 *
 * @param millis milliseconds of one run each, in the order taken; not modified
 */
record Samples(double[] millis) {

  private static final double TAIL = 0.99;

  /** The middle one; the mean of the two middle ones of an even number. */
  double median() {
    return quantile(0.5);
  }

  /** The quickest. */
  double least() {
    return quantile(0);
  }

  /** What one of a hundred exceeds. */
  double tail() {
    return quantile(TAIL);
  }

  /** How restless the samples are: the middle half's width as a share of the median. */
  double spread() {
    return (quantile(0.75) - quantile(0.25)) / median();
  }

  private double quantile(double share) {
    double[] sorted = millis.clone();
    Arrays.sort(sorted);
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
