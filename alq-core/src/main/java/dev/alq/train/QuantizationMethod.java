package dev.alq.train;

import dev.alq.multibit.UniformSketch;
import dev.alq.optim.LearningRate;
import dev.alq.step.StraightThrough;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A way to come from float weights to multi-bit weights: ALQ, or one of the baselines that the
 * paper compares it with. A method replaces phases of a schedule that was written for ALQ by its
 * own, one for one, with the same epochs and learning rates; so what different methods make of one
 * schedule can be compared.
 */
public sealed interface QuantizationMethod {

  /**
   * The schedule of this method.
   *
   * @param alq a schedule of ALQ
   * @return phases of as many epochs in as many places
   * @throws IllegalArgumentException if a straight-through method is to quantize activations
   */
  default Schedule schedule(Schedule alq) {
    return new Schedule(alq.phases().stream().map(this::replace).toList());
  }

  /**
   * What stands in the place of a phase.
   *
   * @param phase a phase of ALQ, by itself; {@link #schedule} may suit it to those behind it
   * @return a phase of as many epochs
   * @throws IllegalArgumentException if a straight-through method is to quantize activations
   */
  Phase replace(Phase phase);

  /**
   * What to call the method in names and tables.
   *
   * @return such as "ste-reconstruction"
   */
  String label();

  /** Adaptive Loss-aware Quantization, Algorithm 5: the phases as they are. */
  record Adaptive() implements QuantizationMethod {
    @Override
    public Phase replace(Phase phase) {
      return phase;
    }

    @Override
    public String label() {
      return "alq";
    }
  }

  /**
   * The baseline of Table 1: the same bitwidth in all groups from the sketch on, optimized as ALQ
   * does it. With nothing to prune, pruning phases optimize bases.
   *
   * @param averageBitwidth above 0 and at most 8; see {@link Allocation.Uniform}
   */
  record UniformBitwidth(double averageBitwidth) implements QuantizationMethod {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the bitwidth is out of range
     */
    public UniformBitwidth {
      UniformSketch.requireBitwidth(averageBitwidth);
    }

    @Override
    public Phase replace(Phase phase) {
      return switch (phase) {
        case Phase.Sketching _ -> new Phase.Sketching(new Allocation.Uniform(averageBitwidth));
        case Phase.Prune p -> new Phase.OptimizeBases(p.epochs(), p.learningRate());
        case Phase.Pretrain _,
            Phase.OptimizeBases _,
            Phase.OptimizeCoordinates _,
            Phase.FineTune _,
            Phase.QuantizeActivations _ ->
            phase;
      };
    }

    @Override
    public String label() {
      return "uniform";
    }
  }

  /**
   * The baselines of section 5.2: the same bitwidth in all groups from the sketch on, trained
   * through a float copy from there to the end. With one basis and {@link
   * StraightThrough.Projection#RECONSTRUCTION} this is BWN, with one basis and {@link
   * StraightThrough.Projection#FIXED_COORDINATES} BinaryConnect, each with the groups of the plan.
   *
   * @param averageBitwidth above 0 and at most 8; see {@link Allocation.Uniform}
   * @param projection how the float copy becomes multi-bit
   */
  record UniformStraightThrough(double averageBitwidth, StraightThrough.Projection projection)
      implements QuantizationMethod {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the bitwidth is out of range
     */
    public UniformStraightThrough {
      UniformSketch.requireBitwidth(averageBitwidth);
    }

    @Override
    public Phase replace(Phase phase) {
      return switch (phase) {
        case Phase.Pretrain _ -> phase;
        case Phase.Sketching _ -> new Phase.Sketching(new Allocation.Uniform(averageBitwidth));
        case Phase.OptimizeBases p -> throughCopy(p.epochs(), p.learningRate());
        case Phase.OptimizeCoordinates p -> throughCopy(p.epochs(), p.learningRate());
        case Phase.Prune p -> throughCopy(p.epochs(), p.learningRate());
        case Phase.FineTune p -> throughCopy(p.epochs(), p.learningRate());
        case Phase.QuantizeActivations _ -> throw onlyForBasisSteps(this);
      };
    }

    private Phase throughCopy(int epochs, LearningRate learningRate) {
      return new Phase.FineTune(epochs, learningRate, projection, Phase.FloatCopy.KEPT);
    }

    @Override
    public String label() {
      return "ste-" + lowerCase(projection);
    }
  }

  /**
   * ALQ with its basis step replaced by a straight-through step with the reconstruction error,
   * section 5.3. All else stays, pruning and coordinate steps included; only a fine-tuning in front
   * of steps that need a kept copy goes on with that copy instead of one of its own.
   *
   * @param copy what each of the steps' phases begins with
   */
  record AdaptiveStraightThrough(Phase.FloatCopy copy) implements QuantizationMethod {

    /** A fine-tuning on the way keeps the copy that steps behind it go on with. */
    @Override
    public Schedule schedule(Schedule alq) {
      List<Phase> backwards = new ArrayList<>();
      boolean needed = false;
      for (Phase phase : alq.phases().reversed()) {
        Phase replaced = replace(phase);
        if (replaced instanceof Phase.FineTune tuning) {
          needed |= tuning.copy() == Phase.FloatCopy.KEPT;
          replaced = needed ? kept(tuning) : tuning;
        }
        backwards.add(replaced);
      }
      return new Schedule(backwards.reversed());
    }

    private static Phase kept(Phase.FineTune tuning) {
      return new Phase.FineTune(
          tuning.epochs(), tuning.learningRate(), tuning.projection(), Phase.FloatCopy.KEPT);
    }

    @Override
    public Phase replace(Phase phase) {
      return switch (phase) {
        case Phase.OptimizeBases p ->
            new Phase.FineTune(
                p.epochs(), p.learningRate(), StraightThrough.Projection.RECONSTRUCTION, copy);
        case Phase.Pretrain _,
            Phase.Sketching _,
            Phase.OptimizeCoordinates _,
            Phase.Prune _,
            Phase.FineTune _ ->
            phase;
        case Phase.QuantizeActivations _ -> throw onlyForBasisSteps(this);
      };
    }

    @Override
    public String label() {
      return "alq-ste-" + lowerCase(copy);
    }
  }

  private static IllegalArgumentException onlyForBasisSteps(QuantizationMethod method) {
    return new IllegalArgumentException(
        "activations are quantized by phases of basis steps, which " + method + " has not");
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
