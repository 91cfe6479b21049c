package dev.alq.models;

import dev.alq.activation.ActivationPlan;
import dev.alq.dataset.Augmentation;
import dev.alq.nn.Loss;
import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import dev.alq.step.StraightThrough;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationMethod;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How a network is trained and quantized.
 *
 * @param name what to call it, such as "lenet5-quick"
 * @param plan which weights are quantized, and how
 * @param activations how activations are quantized, from the phase {@link
 *     Phase.QuantizeActivations} on
 * @param floatTraining the phases before the sketch
 * @param quantization the sketch and the phases after it
 * @param batchSize images per step
 * @param loss what is minimised
 * @param augmentation what is done to training images
 * @param validationShare part of the training data that is held back, between 0 and 1
 */
public record Recipe(
    String name,
    QuantizationPlan plan,
    ActivationPlan activations,
    Schedule floatTraining,
    Schedule quantization,
    int batchSize,
    Loss loss,
    Augmentation augmentation,
    double validationShare) {

  /** Checks the ranges. */
  public Recipe {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name is blank");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize must be at least 1 but is " + batchSize);
    }
    if (!(validationShare > 0 && validationShare < 1)) {
      throw new IllegalArgumentException(
          "validationShare must be between 0 and 1 but is " + validationShare);
    }
    boolean quantizes =
        quantization.phases().stream().anyMatch(p -> p instanceof Phase.QuantizeActivations);
    if (quantizes != activations instanceof ActivationPlan.Quantized) {
      throw new IllegalArgumentException(
          "activations of "
              + activations.bitwidth()
              + " bits "
              + (quantizes ? "have" : "need")
              + " a phase that quantizes them");
    }
  }

  /**
   * A recipe whose activations stay float.
   *
   * @param name what to call it
   * @param plan which weights are quantized, and how
   * @param floatTraining the phases before the sketch
   * @param quantization the sketch and the phases after it
   * @param batchSize images per step
   * @param loss what is minimised
   * @param augmentation what is done to training images
   * @param validationShare part of the training data that is held back, between 0 and 1
   */
  public Recipe(
      String name,
      QuantizationPlan plan,
      Schedule floatTraining,
      Schedule quantization,
      int batchSize,
      Loss loss,
      Augmentation augmentation,
      double validationShare) {
    this(
        name,
        plan,
        new ActivationPlan.Unquantized(),
        floatTraining,
        quantization,
        batchSize,
        loss,
        augmentation,
        validationShare);
  }

  /**
   * This recipe with activations of another number of bits. Where it quantizes them already, phases
   * and reference stay as they are. Where they were float, a phase at the end quantizes them: a
   * quarter of the epochs that quantization takes without it, since the paper names no number, with
   * a learning rate of 1e-3 and, from half of them on, 1e-4.
   *
   * @param bitwidth I_A: from 1 to 8, or 32 for float activations
   * @return this recipe if it is one of that bitwidth, else one with the bitwidth in its name
   * @throws IllegalArgumentException if the number is another
   */
  public Recipe withActivationBits(int bitwidth) {
    ActivationPlan wanted = ActivationPlan.ofBits(bitwidth);
    if (activations.bitwidth() == bitwidth) {
      return this;
    }
    String suffix = "-a" + bitwidth;
    if (wanted instanceof ActivationPlan.Quantized
        && activations instanceof ActivationPlan.Quantized present) {
      ActivationPlan changed = new ActivationPlan.Quantized(bitwidth, present.reference());
      return with(suffix, changed, quantization);
    }
    List<Phase> phases = new ArrayList<>(quantization.phases());
    phases.removeIf(phase -> phase instanceof Phase.QuantizeActivations);
    if (wanted instanceof ActivationPlan.Quantized) {
      int epochs = Math.max(1, phases.stream().mapToInt(Phase::epochs).sum() / 4);
      phases.add(new Phase.QuantizeActivations(epochs, LearningRate.tenthAfterHalf(1e-3, epochs)));
    }
    return with(suffix, wanted, new Schedule(phases));
  }

  /**
   * Float training and quantization as one schedule, which leads to the same as both one after the
   * other.
   *
   * @return all phases
   */
  public Schedule schedule() {
    List<Phase> phases = new ArrayList<>(floatTraining.phases());
    phases.addAll(quantization.phases());
    return new Schedule(phases);
  }

  /**
   * The average bitwidth that the recipe ends with.
   *
   * @return I_W; empty if the last budget is no average bitwidth, so that it is not known in
   *     advance
   */
  public OptionalDouble finalBitwidth() {
    return lastBudget() instanceof Budget.AverageBitwidth(double bits)
        ? OptionalDouble.of(bits)
        : OptionalDouble.empty();
  }

  /**
   * The recipe with another end; the phases stay as they are if it is the one that it has. Else
   * average bitwidths along the way keep their proportions to the last, and a share becomes the
   * average bitwidth from which as large a share of the bits leads to the next one. None is below
   * the end or above the largest I_max. A last budget of another kind is replaced.
   *
   * @param averageBitwidth I_W at the end, above 0 and at most what the plan's sketches give
   * @return a recipe of the same epochs
   * @throws IllegalArgumentException if the recipe prunes nothing, the bitwidth is out of range, or
   *     a budget before the last is a number of bytes or coordinates, of which nobody knows in
   *     advance what bitwidth it is
   */
  public Recipe endingAt(double averageBitwidth) {
    if (lastBudget() == null) {
      throw new IllegalArgumentException(name + " prunes nothing, so it ends where it begins");
    }
    if (!(averageBitwidth > 0 && averageBitwidth <= plan.maxBitwidth())) {
      throw new IllegalArgumentException(
          name
              + " cannot end at an average bitwidth of "
              + averageBitwidth
              + ": it must be above 0 and at most "
              + plan.maxBitwidth()
              + ", the largest I_max of its plan");
    }
    String suffix = "-" + averageBitwidth + "-bit";
    if (finalBitwidth().equals(OptionalDouble.of(averageBitwidth))) {
      return withQuantization(suffix, quantization);
    }
    BudgetsToAnotherEnd budgets =
        new BudgetsToAnotherEnd(name, finalBitwidth(), averageBitwidth, plan.maxBitwidth());
    List<Phase> backwards = new ArrayList<>();
    for (Phase phase : quantization.phases().reversed()) {
      backwards.add(
          phase instanceof Phase.Prune prune
              ? withBudget(prune, budgets.before(prune.budget()))
              : phase);
    }
    return withQuantization(suffix, new Schedule(backwards.reversed()));
  }

  /**
   * Compares with another recipe in all but name and phases.
   *
   * @param other the other recipe
   * @return the first difference in words, such as "its batch size is 64, not 128"; empty if there
   *     is none
   */
  public Optional<String> differenceBesidesPhases(Recipe other) {
    if (!plan.equals(other.plan)) {
      return Optional.of("its plan is another");
    }
    return difference("activations", activations, other.activations)
        .or(() -> difference("batch size", batchSize, other.batchSize))
        .or(() -> difference("loss", loss, other.loss))
        .or(() -> difference("augmentation", augmentation, other.augmentation))
        .or(() -> difference("validation share", validationShare, other.validationShare));
  }

  private static Optional<String> difference(String name, Object mine, Object theirs) {
    return mine.equals(theirs)
        ? Optional.empty()
        : Optional.of("its " + name + " is " + mine + ", not " + theirs);
  }

  /**
   * The recipe with another method in the place of ALQ.
   *
   * @param method the method
   * @return a recipe of the same epochs
   */
  public Recipe with(QuantizationMethod method) {
    return withQuantization("-" + method.label(), method.schedule(quantization));
  }

  /**
   * The recipe with the tail that the paper gives to its residual networks (appendix C.3): a float
   * copy, which begins as the quantized weights, is moved by the straight-through estimator with
   * loss-aware projection. It turns signs that steps on the bases leave as they are. The rate falls
   * as far as in the paper, where each of 50 epochs has 0.95 times that of the one before.
   *
   * @param epochs passes over the training data, at least 1; the paper's are 50
   * @param learningRate rate of the first epoch, at least 0; the paper's is 1e-4
   * @return a recipe of so many more epochs
   */
  public Recipe fineTuned(int epochs, double learningRate) {
    List<Phase> phases = new ArrayList<>(quantization.phases());
    phases.add(
        new Phase.FineTune(
            epochs,
            new LearningRate.StepDecay(learningRate, Math.pow(0.95, 50.0 / epochs), 1),
            StraightThrough.Projection.LOSS_AWARE,
            Phase.FloatCopy.RESTARTED));
    return withQuantization("-fine-tuned", new Schedule(phases));
  }

  /**
   * The recipe with other phases behind float training.
   *
   * @param suffix what is put behind its name
   * @param schedule the phases
   * @return a recipe with the same float training, batches, loss and data
   */
  public Recipe withQuantization(String suffix, Schedule schedule) {
    return with(suffix, activations, schedule);
  }

  private Recipe with(String suffix, ActivationPlan plannedActivations, Schedule schedule) {
    return new Recipe(
        name + suffix,
        plan,
        plannedActivations,
        floatTraining,
        schedule,
        batchSize,
        loss,
        augmentation,
        validationShare);
  }

  private static Phase.Prune withBudget(Phase.Prune prune, Budget budget) {
    return new Phase.Prune(budget, prune.epochs(), prune.learningRate(), prune.selection());
  }

  private @Nullable Budget lastBudget() {
    Budget last = null;
    for (Phase phase : quantization.phases()) {
      if (phase instanceof Phase.Prune prune) {
        last = prune.budget();
      }
    }
    return last;
  }

  /**
   * The options of a run.
   *
   * @param seed where all randomness comes from
   * @return batch size, loss and seed
   */
  public TrainingOptions options(long seed) {
    return new TrainingOptions(batchSize, loss, seed);
  }

  /**
   * The same recipe with other weights quantized, or in another way.
   *
   * @param other which weights are quantized, and how
   * @return the recipe
   */
  public Recipe withPlan(QuantizationPlan other) {
    return new Recipe(
        name,
        other,
        activations,
        floatTraining,
        quantization,
        batchSize,
        loss,
        augmentation,
        validationShare);
  }

  /**
   * The same recipe with another augmentation.
   *
   * @param other what is done to training images
   * @return the recipe
   */
  public Recipe withAugmentation(Augmentation other) {
    return new Recipe(
        name,
        plan,
        activations,
        floatTraining,
        quantization,
        batchSize,
        loss,
        other,
        validationShare);
  }
}
