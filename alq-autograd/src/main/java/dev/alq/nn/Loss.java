package dev.alq.nn;

import dev.alq.autograd.Losses;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;

/** What training minimises. */
public enum Loss {
  /** Softmax cross-entropy. */
  CROSS_ENTROPY {
    @Override
    public Variable apply(Tape tape, Variable logits, int[] labels) {
      return Losses.crossEntropy(tape, logits, labels);
    }
  },
  /** Squared multi-class hinge loss, the "10SVM" of the paper's networks. */
  SQUARED_HINGE {
    @Override
    public Variable apply(Tape tape, Variable logits, int[] labels) {
      return Losses.squaredHinge(tape, logits, labels);
    }
  };

  /**
   * The mean loss of a batch.
   *
   * @param tape records it
   * @param logits N × classes
   * @param labels the right class of each row; not modified
   * @return a scalar
   */
  public abstract Variable apply(Tape tape, Variable logits, int[] labels);
}
