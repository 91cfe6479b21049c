package dev.alq.train;

import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.StraightThrough;

/**
 * One part of a training run, Algorithm 5. In the phases after the sketch, whatever is not
 * quantized (biases, batch normalisation) is trained by Adam at the phase's learning rate.
 */
public sealed interface Phase {

  /**
   * Passes over the training data.
   *
   * @return 0 or more
   */
  int epochs();

  /**
   * Float training of all parameters. At its end the network is that of the epoch with the best
   * validation.
   *
   * @param epochs passes over the training data, at least 1
   * @param method the optimizer
   * @param learningRate by epoch of this phase
   */
  record Pretrain(int epochs, FloatMethod method, LearningRate learningRate) implements Phase {
    /** Checks the range. */
    public Pretrain {
      requireEpochs(epochs);
    }
  }

  /**
   * Structured sketching of the float weights, Algorithm 1.
   *
   * @param allocation how many bases each group gets
   */
  record Sketching(Allocation allocation) implements Phase {

    /** ALQ's beginning: as many bases as the precision of the plan takes. */
    public Sketching() {
      this(new Allocation.ByPrecision());
    }

    @Override
    public int epochs() {
      return 0;
    }
  }

  /**
   * Step 2, bases with speed-up: Algorithm 3.
   *
   * @param epochs passes over the training data, at least 1
   * @param learningRate by epoch of this phase
   */
  record OptimizeBases(int epochs, LearningRate learningRate) implements Phase {
    /** Checks the range. */
    public OptimizeBases {
      requireEpochs(epochs);
    }
  }

  /**
   * Step 2, coordinates: Algorithm 4.
   *
   * @param epochs passes over the training data, at least 1
   * @param learningRate by epoch of this phase
   * @param weightDecay L2 factor on the coordinates, at least 0
   */
  record OptimizeCoordinates(int epochs, LearningRate learningRate, double weightDecay)
      implements Phase {
    /** Checks the ranges. */
    public OptimizeCoordinates {
      requireEpochs(epochs);
      if (!(weightDecay >= 0)) {
        throw new IllegalArgumentException("weight decay " + weightDecay);
      }
    }
  }

  /**
   * Step 1, pruning in the α domain: Algorithm 2. The iterations are the batches of all its epochs.
   *
   * @param budget what may remain at the end
   * @param epochs passes over the training data, at least 1
   * @param learningRate its own rate: with a decayed one the first-order term of the score vanishes
   * @param selection how candidates are chosen
   */
  record Prune(
      Budget budget, int epochs, LearningRate learningRate, CoordinatePruner.Selection selection)
      implements Phase {

    /** The learning rate of a pruning phase unless another is given. */
    public static final double DEFAULT_LEARNING_RATE = 1e-3;

    /** Checks the range. */
    public Prune {
      requireEpochs(epochs);
    }

    /**
     * One epoch with the default learning rate and selection.
     *
     * @param budget what may remain at the end
     * @return the phase
     */
    public static Prune to(Budget budget) {
      return new Prune(
          budget,
          1,
          new LearningRate.Constant(DEFAULT_LEARNING_RATE),
          CoordinatePruner.Selection.DEFAULT);
    }
  }

  /** Where the float copy of a {@link FineTune} comes from. */
  enum FloatCopy {
    /** It starts at the quantized weights as the phase finds them. */
    RESTARTED,
    /** It began as the float weights before the sketch; every such phase since has moved it. */
    KEPT
  }

  /**
   * Training through a float copy with a straight-through estimator, section 5.2.
   *
   * @param epochs passes over the training data, at least 1
   * @param learningRate by epoch of this phase
   * @param projection how the float copy becomes multi-bit
   * @param copy where the float copy comes from
   */
  record FineTune(
      int epochs, LearningRate learningRate, StraightThrough.Projection projection, FloatCopy copy)
      implements Phase {
    /** Checks the range. */
    public FineTune {
      requireEpochs(epochs);
    }
  }

  /**
   * The beginning of quantized activations, section 4: from here on, in this phase and those after
   * it, the {@link dev.alq.activation.ActivationQuantizer}s of the network quantize. Their levels
   * are sketched in the first batch and follow the data; the weights are tuned to them by steps on
   * the bases, as in {@link OptimizeBases}.
   *
   * @param epochs passes over the training data, at least 1
   * @param learningRate by epoch of this phase
   */
  record QuantizeActivations(int epochs, LearningRate learningRate) implements Phase {
    /** Checks the range. */
    public QuantizeActivations {
      requireEpochs(epochs);
    }
  }

  private static void requireEpochs(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("a phase needs at least 1 epoch but has " + epochs);
    }
  }
}
