package dev.alq.train;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches the accuracy over a phase; says so if pruning makes it collapse. */
final class PruningWatch {

  private static final double PERCENT = 100;

  private final Phase.@Nullable Prune phase;
  private final double before;
  private final double bound;
  private int iteration;
  private int firstBelow;

  /**
   * Begins to watch a phase.
   *
   * @param phase only pruning phases are watched
   * @param index its place in the schedule
   * @param epochs all epochs so far; without any before the phase there is nothing to compare with
   * @param classes number of classes
   */
  PruningWatch(Phase phase, int index, List<EpochMetrics> epochs, int classes) {
    double chance = PERCENT / classes;
    this.before =
        epochs.stream()
            .filter(epoch -> epoch.phaseIndex() < index)
            .mapToDouble(EpochMetrics::validationTop1)
            .reduce(0, (_, later) -> later);
    this.bound = (before + chance) / 2;
    this.phase = phase instanceof Phase.Prune prune && before > chance ? prune : null;
  }

  /** Takes note of a batch that was trained on, by the network before its pruning step. */
  void batch(int step, BatchResult result) {
    if (firstBelow == 0 && PERCENT * result.right() < bound * result.images()) {
      firstBelow = Math.max(1, step - 1);
    }
    iteration = step;
  }

  /** Judges the epoch that has ended. */
  Optional<AccuracyCollapse> judge(EpochMetrics epoch) {
    if (phase == null || !(epoch.validationTop1() < bound)) {
      return Optional.empty();
    }
    return Optional.of(
        new AccuracyCollapse(
            epoch.phaseIndex(),
            phase,
            epoch.epoch(),
            firstBelow == 0 ? iteration : firstBelow,
            before,
            epoch.validationTop1()));
  }
}
