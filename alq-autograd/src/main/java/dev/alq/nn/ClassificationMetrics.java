package dev.alq.nn;

import dev.alq.tensor.Tensor;

/**
 * Counts how often a classifier is right. A class is in the top k if fewer than k classes have a
 * larger logit, of equal logits the lower class counting as larger; a NaN is never smaller. An
 * example that is not right was taken for the class of the largest of the other logits, a NaN being
 * the largest.
 */
public final class ClassificationMetrics {

  private static final int TOP = 5;

  private final int classes;
  private final long[][] confusion;
  private long examples;
  private long right;
  private long inTopFive;

  /**
   * Starts counting.
   *
   * @param classes number of classes
   */
  public ClassificationMetrics(int classes) {
    this.classes = classes;
    this.confusion = new long[classes][classes];
  }

  /**
   * Counts a batch.
   *
   * @param logits N × classes; not modified
   * @param labels the right class of each row; not modified
   * @throws IllegalArgumentException if the shapes do not fit or a label is no class; then nothing
   *     is counted
   */
  public void add(Tensor logits, int[] labels) {
    requireFit(logits, labels, classes);
    for (int n = 0; n < labels.length; n++) {
      addRow(logits.data(), n * classes, labels[n]);
    }
  }

  /**
   * Counts the right examples of a single batch and allocates nothing.
   *
   * @param logits N × classes; not modified
   * @param labels the right class of each row; not modified
   * @param classes number of classes
   * @return what {@link #right} is after such a batch
   * @throws IllegalArgumentException if the shapes do not fit or a label is no class
   */
  public static int countRight(Tensor logits, int[] labels, int classes) {
    requireFit(logits, labels, classes);
    int right = 0;
    for (int n = 0; n < labels.length; n++) {
      right += rank(logits.data(), n * classes, classes, labels[n]) == 0 ? 1 : 0;
    }
    return right;
  }

  private static void requireFit(Tensor logits, int[] labels, int classes) {
    if (logits.shape().rank() != 2
        || logits.shape().dimension(0) != labels.length
        || logits.shape().dimension(1) != classes) {
      throw new IllegalArgumentException(
          "logits " + logits.shape() + " do not fit " + labels.length + " labels of " + classes);
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "label " + label + " is none of " + classes + " classes");
      }
    }
  }

  private void addRow(float[] z, int offset, int label) {
    int rank = rank(z, offset, classes, label);
    confusion[label][rank == 0 ? label : largestOther(z, offset, label)]++;
    examples++;
    if (rank == 0) {
      right++;
    }
    if (rank < TOP) {
      inTopFive++;
    }
  }

  /** How many other classes stand before that of the label, which is right if none does. */
  private static int rank(float[] z, int offset, int classes, int label) {
    int rank = 0;
    for (int j = 0; j < classes; j++) {
      boolean smaller = z[offset + j] < z[offset + label];
      boolean later = j >= label && z[offset + j] == z[offset + label];
      if (j != label && !smaller && !later) {
        rank++;
      }
    }
    return rank;
  }

  private int largestOther(float[] z, int offset, int label) {
    int largest = label == 0 ? 1 : 0;
    for (int j = largest + 1; j < classes; j++) {
      float known = z[offset + largest];
      boolean larger = z[offset + j] > known || (Float.isNaN(z[offset + j]) && !Float.isNaN(known));
      if (j != label && larger) {
        largest = j;
      }
    }
    return largest;
  }

  /**
   * Number of examples counted.
   *
   * @return 0 or more
   */
  public long examples() {
    return examples;
  }

  /**
   * Number of examples whose largest logit is the right one.
   *
   * @return 0 or more
   */
  public long right() {
    return right;
  }

  /**
   * Share of examples whose largest logit is the right one.
   *
   * @return percent, NaN without examples
   */
  public double top1() {
    return 100.0 * right() / examples;
  }

  /**
   * Share of examples whose right class is among the five largest logits.
   *
   * @return percent, NaN without examples
   */
  public double top5() {
    return 100.0 * inTopFive / examples;
  }

  /**
   * How often each class was taken for each.
   *
   * @return counts, [right class][predicted class]; a copy
   */
  public long[][] confusion() {
    long[][] copy = new long[classes][];
    for (int c = 0; c < classes; c++) {
      copy[c] = confusion[c].clone();
    }
    return copy;
  }
}
