package dev.alq.autograd;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/** Mean losses over a batch of logits N × classes. */
public final class Losses {

  private Losses() {}

  /**
   * Softmax cross-entropy, {@code mean_n (log Σ_j e^{z_nj} − z_n,label)}.
   *
   * @param tape records it
   * @param logits N × classes
   * @param labels the right class of each row; not modified
   * @return a scalar
   * @throws IllegalArgumentException if a label is no class or the counts differ
   */
  public static Variable crossEntropy(Tape tape, Variable logits, int[] labels) {
    return mean(tape, logits, labels, Losses::crossEntropyRow);
  }

  /**
   * Multi-class hinge loss, {@code mean_n Σ_{j≠label} max(0, 1 − z_n,label + z_nj) / classes}.
   *
   * @param tape records it
   * @param logits N × classes
   * @param labels the right class of each row; not modified
   * @return a scalar
   * @throws IllegalArgumentException if a label is no class or the counts differ
   */
  public static Variable hinge(Tape tape, Variable logits, int[] labels) {
    return mean(tape, logits, labels, Losses::hingeRow);
  }

  /**
   * Squared multi-class hinge loss, {@code mean_n Σ_{j≠label} max(0, 1 − z_n,label + z_nj)² /
   * classes}: the "10SVM" of the paper's networks.
   *
   * @param tape records it
   * @param logits N × classes
   * @param labels the right class of each row; not modified
   * @return a scalar
   * @throws IllegalArgumentException if a label is no class or the counts differ
   */
  public static Variable squaredHinge(Tape tape, Variable logits, int[] labels) {
    return mean(tape, logits, labels, Losses::squaredHingeRow);
  }

  /** One row's loss; writes its derivative by each logit. */
  private interface RowLoss {
    double apply(float[] z, int offset, int classes, int label, float[] gradient);
  }

  private static Variable mean(Tape tape, Variable logits, int[] labels, RowLoss rowLoss) {
    Shape shape = logits.shape();
    if (shape.rank() != 2 || shape.dimension(0) != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "logits " + shape + " do not fit " + labels.length + " labels");
    }
    int classes = shape.dimension(1);
    Tensor gradient = tape.borrow(shape);
    double sum = 0;
    for (int n = 0; n < labels.length; n++) {
      if (labels[n] < 0 || labels[n] >= classes) {
        throw new IllegalArgumentException(
            "label " + labels[n] + " is none of " + classes + " classes");
      }
      sum += rowLoss.apply(logits.value().data(), n * classes, classes, labels[n], gradient.data());
    }
    for (int i = 0; i < gradient.size(); i++) {
      gradient.data()[i] /= labels.length;
    }
    Tensor loss = tape.borrow(Shape.of());
    loss.data()[0] = (float) (sum / labels.length);
    return tape.record(new Operation.Loss(logits, gradient), loss);
  }

  private static double crossEntropyRow(
      float[] z, int offset, int classes, int label, float[] gradient) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      largest = Math.max(largest, z[offset + j]);
    }
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      double e = Math.exp(z[offset + j] - largest);
      gradient[offset + j] = (float) e;
      sum += e;
    }
    for (int j = 0; j < classes; j++) {
      gradient[offset + j] = (float) (gradient[offset + j] / sum);
    }
    gradient[offset + label] -= 1;
    return Math.log(sum) + largest - z[offset + label];
  }

  private static double hingeRow(float[] z, int offset, int classes, int label, float[] gradient) {
    double sum = 0;
    gradient[offset + label] = 0;
    for (int j = 0; j < classes; j++) {
      if (j != label) {
        double violation = Math.max(0, 1.0 - z[offset + label] + z[offset + j]);
        sum += violation;
        gradient[offset + j] = violation > 0 ? 1f / classes : 0;
        gradient[offset + label] -= gradient[offset + j];
      }
    }
    return sum / classes;
  }

  private static double squaredHingeRow(
      float[] z, int offset, int classes, int label, float[] gradient) {
    double sum = 0;
    gradient[offset + label] = 0;
    for (int j = 0; j < classes; j++) {
      if (j != label) {
        double violation = Math.max(0, 1.0 - z[offset + label] + z[offset + j]);
        sum += violation * violation;
        gradient[offset + j] = (float) (2 * violation / classes);
        gradient[offset + label] -= gradient[offset + j];
      }
    }
    return sum / classes;
  }
}
