package dev.alq.train;

/**
 * Pruning has cost more than half of what a network was better than chance.
 *
 * @param phaseIndex the place of the pruning phase in the schedule, from 0
 * @param phase the phase
 * @param epoch its epoch after which this was found, from 0
 * @param iteration the first pruning step, from 1 in the phase, after which a training batch was
 *     right that seldom; the last one of the epoch if none was. In a run that was resumed within
 *     the phase, the first one since then
 * @param before percent right on the validation data before the phase
 * @param after percent right on the validation data after the epoch
 */
public record AccuracyCollapse(
    int phaseIndex, Phase.Prune phase, int epoch, int iteration, double before, double after) {

  /**
   * For human readers.
   *
   * @return one sentence with the phase, the step and both accuracies
   */
  @Override
  public String toString() {
    return "pruning to "
        + phase.budget()
        + " (phase "
        + (phaseIndex + 1)
        + ") took the validation accuracy from "
        + before
        + " to "
        + after
        + " %, from its step "
        + iteration
        + " on";
  }
}
