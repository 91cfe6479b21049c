package dev.alq.train;

import java.util.List;

/**
 * How a schedule went.
 *
 * @param epochs what each epoch led to, in order
 * @param validationTop1 percent right on the validation data of the network that was kept, NaN if
 *     the schedule had no epoch
 */
public record TrainingReport(List<EpochMetrics> epochs, double validationTop1) {

  /** Takes a copy of the list. */
  public TrainingReport {
    epochs = List.copyOf(epochs);
  }
}
