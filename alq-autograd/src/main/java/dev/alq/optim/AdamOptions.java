package dev.alq.optim;

/**
 * Settings of {@link Adam}.
 *
 * @param beta1 decay of the first moment, at least 0 and less than 1
 * @param beta2 decay of the second moment, at least 0 and less than 1
 * @param epsilon ε, positive
 * @param weightDecay L2 factor added to the gradient, at least 0
 * @param secondMoment what the denominator is made of
 */
public record AdamOptions(
    double beta1, double beta2, double epsilon, double weightDecay, SecondMoment secondMoment) {

  /** β 0.9 and 0.999, ε 1e-8, no weight decay. */
  public static final AdamOptions DEFAULT =
      new AdamOptions(0.9, 0.999, 1e-8, 0, SecondMoment.LATEST);

  /** The same for AMSGrad. */
  public static final AdamOptions AMSGRAD =
      new AdamOptions(0.9, 0.999, 1e-8, 0, SecondMoment.LARGEST);

  /** Which second moment the denominator is made of. */
  public enum SecondMoment {
    /** The running average as it is: Adam. */
    LATEST,
    /** The largest running average so far: AMSGrad. */
    LARGEST
  }

  /** Checks the ranges. */
  public AdamOptions {
    if (!(beta1 >= 0 && beta1 < 1) || !(beta2 >= 0 && beta2 < 1)) {
      throw new IllegalArgumentException("beta " + beta1 + ", " + beta2);
    }
    if (!(epsilon > 0) || !(weightDecay >= 0)) {
      throw new IllegalArgumentException("epsilon " + epsilon + ", weight decay " + weightDecay);
    }
  }

  /** {@code lr/(1−β1^t)}. */
  double stepLength(double learningRate, int t) {
    return learningRate / (1 - Math.pow(beta1, t));
  }

  /** {@code 1/√(1−β2^t)}. */
  double rootCorrection(int t) {
    return 1 / Math.sqrt(1 - Math.pow(beta2, t));
  }
}
