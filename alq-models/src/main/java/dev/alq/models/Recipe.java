package dev.alq.models;

import dev.alq.dataset.Augmentation;
import dev.alq.nn.Loss;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * How a network is trained and quantized.
 *
 * @param name what to call it, such as "lenet5-quick"
 * @param plan which weights are quantized, and how
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
   * The options of a run.
   *
   * @param seed where all randomness comes from
   * @return batch size, loss and seed
   */
  public TrainingOptions options(long seed) {
    return new TrainingOptions(batchSize, loss, seed);
  }
}
