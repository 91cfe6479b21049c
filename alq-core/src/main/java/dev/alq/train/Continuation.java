package dev.alq.train;

import java.util.List;
import java.util.Optional;

/**
 * Another recipe for a run that has begun or ended: one that begins with the phases that are done,
 * so that the run goes on as if it had had that recipe from its beginning.
 *
 * @param description what the run is from now on; only the recipe may differ from what is recorded
 * @param before the phases of the recorded recipe
 * @param schedule the phases of the other one
 * @param plan which weights both quantize
 * @param results names of files in the folder that hold what the recorded recipe led to; they are
 *     kept beside it under other names
 */
public record Continuation(
    RunDescription description,
    Schedule before,
    Schedule schedule,
    QuantizationPlan plan,
    List<String> results) {

  /** Takes a copy of the list. */
  public Continuation {
    results = List.copyOf(results);
  }

  /**
   * Why a run that has come to a position by the recorded phases is not where the others would have
   * led it; empty if it is.
   */
  Optional<String> obstacle(Position position) {
    int begun = position.beginsPhase() ? position.phase() : position.phase() + 1;
    for (int i = 0; i < begun; i++) {
      Phase done = before.phases().get(i);
      if (i >= schedule.phases().size()) {
        return Optional.of("phase " + (i + 1) + " of the run is not in the recipe: " + done);
      }
      Phase wanted = schedule.phases().get(i);
      if (!wanted.equals(done)) {
        return Optional.of(
            "phase "
                + (i + 1)
                + " of the recipe is "
                + wanted
                + ", but that of the run was "
                + done);
      }
    }
    return bestNetworkObstacle(begun).or(() -> floatCopyObstacle(position.phase()));
  }

  /** The best network is one of the epochs since the last pruning has begun. */
  private Optional<String> bestNetworkObstacle(int begun) {
    int last = schedule.lastPruning();
    return last >= 0 && last < begun && before.lastPruning() >= begun
        ? Optional.of(
            "phase " + (last + 1) + " is the recipe's last pruning, but the run was to prune again")
        : Optional.empty();
  }

  private Optional<String> floatCopyObstacle(int ended) {
    for (int i = 0; i < ended; i++) {
      boolean kept = before.keepsFloatCopyAfter(i);
      if (usesFloatCopies(before.phases().get(i)) && kept != schedule.keepsFloatCopyAfter(i)) {
        return Optional.of(
            kept
                ? "the run keeps float copies that no phase of the recipe takes up"
                : "a phase of the recipe takes up float copies that the run has not kept");
      }
    }
    return Optional.empty();
  }

  private static boolean usesFloatCopies(Phase phase) {
    return phase instanceof Phase.Sketching || phase instanceof Phase.FineTune;
  }
}
