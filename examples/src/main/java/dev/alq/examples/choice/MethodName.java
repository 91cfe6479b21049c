package dev.alq.examples.choice;

import dev.alq.examples.console.CommandFailure;
import dev.alq.models.Recipe;
import dev.alq.step.StraightThrough.Projection;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationMethod;
import java.util.Locale;

/** The ways to quantize that a command can be asked for, by name. */
public enum MethodName {
  /** Adaptive Loss-aware Quantization. */
  ALQ,
  /** ALQ's steps with the same bitwidth in all groups. */
  UNIFORM,
  /** Straight-through with the reconstruction error, the same bitwidth in all groups. */
  STE,
  /** Straight-through with the loss-aware projection, the same bitwidth in all groups. */
  STE_LOSS,
  /** ALQ with straight-through steps on the bases. */
  ALQ_STE,
  /** Straight-through with the coordinates as sketched; with one bit BinaryConnect. */
  BINARY_CONNECT;

  /**
   * The method.
   *
   * @param bits the average bitwidth at the end
   * @return the method
   */
  public QuantizationMethod at(double bits) {
    return switch (this) {
      case ALQ -> new QuantizationMethod.Adaptive();
      case UNIFORM -> new QuantizationMethod.UniformBitwidth(bits);
      case STE -> new QuantizationMethod.UniformStraightThrough(bits, Projection.RECONSTRUCTION);
      case STE_LOSS -> new QuantizationMethod.UniformStraightThrough(bits, Projection.LOSS_AWARE);
      case ALQ_STE -> new QuantizationMethod.AdaptiveStraightThrough(Phase.FloatCopy.KEPT);
      case BINARY_CONNECT ->
          new QuantizationMethod.UniformStraightThrough(bits, Projection.FIXED_COORDINATES);
    };
  }

  /**
   * The recipe with this method in the place of ALQ.
   *
   * @param alq the recipe of ALQ
   * @return a recipe that ends at the same average bitwidth
   * @throws CommandFailure if the method needs one and the recipe has none
   */
  public Recipe insteadOfAlq(Recipe alq) {
    return this == ALQ ? alq : alq.with(at(end(alq)));
  }

  private double end(Recipe alq) {
    return alq.finalBitwidth()
        .orElseThrow(() ->
            new CommandFailure(
                alq.name()
                    + " ends at no average bitwidth, which "
                    + this
                    + " needs; name one by --bits"));
  }

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
