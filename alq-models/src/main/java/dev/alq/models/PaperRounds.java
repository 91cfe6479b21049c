package dev.alq.models;

import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import dev.alq.train.Phase;
import java.util.ArrayList;
import java.util.List;

/**
 * The paper's rounds of pruning, each followed by epochs of bases and then of coordinates. All but
 * the last remove a share of the coordinates. The last one ends at a row of the paper's tables,
 * since shares alone do not land on those.
 *
 * @param rounds number of prunings, at least 1
 * @param share what a pruning removes, between 0 and 1
 * @param basesEpochs epochs of bases after each pruning
 * @param coordinatesEpochs epochs of coordinates after those
 */
record PaperRounds(int rounds, double share, int basesEpochs, int coordinatesEpochs) {

  private static final int LAST_EPOCHS = 30;

  PaperRounds {
    if (rounds < 1) {
      throw new IllegalArgumentException("at least one pruning is needed, not " + rounds);
    }
  }

  /** All rounds, down to what the last one is to leave over. */
  List<Phase> phases(Budget end) {
    List<Phase> phases = new ArrayList<>();
    for (int round = 1; round < rounds; round++) {
      phases.addAll(round(new Budget.Ratio(share)));
    }
    phases.addAll(round(end));
    return phases;
  }

  /** One pruning and what follows it. */
  List<Phase> round(Budget budget) {
    return List.of(
        Phase.Prune.to(budget),
        new Phase.OptimizeBases(basesEpochs, LearningRate.tenthAfterHalf(1e-3, basesEpochs)),
        new Phase.OptimizeCoordinates(
            coordinatesEpochs, LearningRate.tenthAfterHalf(1e-4, coordinatesEpochs), 0));
  }

  /** The average bitwidth from which every round removes its share. */
  double begin(double averageBitwidth) {
    return averageBitwidth / Math.pow(1 - share, rounds);
  }

  /**
   * The epochs after the last round that the loss needs to settle.
   *
   * @param divisor what their number is divided by
   */
  static Phase settle(int divisor) {
    int epochs = LAST_EPOCHS / divisor;
    return new Phase.OptimizeBases(epochs, new LearningRate.StepDecay(1e-3, 0.1, epochs / 3));
  }
}
