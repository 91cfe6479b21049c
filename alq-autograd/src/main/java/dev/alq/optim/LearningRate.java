package dev.alq.optim;

/** The learning rate as a function of the epoch. */
public sealed interface LearningRate {

  /**
   * The rate of an epoch.
   *
   * @param epoch from 0
   * @return at least 0
   */
  double at(int epoch);

  /**
   * The same at every epoch.
   *
   * @param rate at least 0
   */
  record Constant(double rate) implements LearningRate {
    /** Checks the range. */
    public Constant {
      requireRate(rate);
    }

    @Override
    public double at(int epoch) {
      return rate;
    }
  }

  /**
   * Multiplied by a factor every few epochs.
   *
   * @param initial rate of the first epoch, at least 0
   * @param factor positive
   * @param epochs epochs between changes, at least 1
   */
  record StepDecay(double initial, double factor, int epochs) implements LearningRate {
    /** Checks the ranges. */
    public StepDecay {
      requireRate(initial);
      if (!(factor > 0) || epochs < 1) {
        throw new IllegalArgumentException("factor " + factor + " every " + epochs + " epochs");
      }
    }

    @Override
    public double at(int epoch) {
      return initial * Math.pow(factor, Math.floorDiv(epoch, epochs));
    }
  }

  /**
   * Falls from one rate to another along half a cosine.
   *
   * @param initial rate of the first epoch, at least 0
   * @param last rate of the last epoch, at least 0
   * @param epochs length, at least 1; later epochs have the last rate
   */
  record Cosine(double initial, double last, int epochs) implements LearningRate {
    /** Checks the ranges. */
    public Cosine {
      requireRate(initial);
      requireRate(last);
      if (epochs < 1) {
        throw new IllegalArgumentException("cosine over " + epochs + " epochs");
      }
    }

    @Override
    public double at(int epoch) {
      double progress = epoch == 0 ? 0 : Math.min(1, epoch / (epochs - 1.0));
      return last + (initial - last) * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
  }

  /**
   * The paper's schedule of a training phase: a tenth after half of the epochs.
   *
   * @param initial rate of the first half
   * @param epochs length of the phase, at least 1
   * @return the schedule
   */
  static LearningRate tenthAfterHalf(double initial, int epochs) {
    return new StepDecay(initial, 0.1, Math.max(1, Math.ceilDiv(epochs, 2)));
  }

  private static void requireRate(double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("learning rate " + rate);
    }
  }
}
