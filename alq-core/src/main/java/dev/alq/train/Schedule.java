package dev.alq.train;

import java.util.List;

/**
 * Phases in the order they are run. Float training comes before the sketch, everything else after
 * it; a schedule may begin or end anywhere in that order.
 *
 * @param phases at least one
 */
public record Schedule(List<Phase> phases) {

  /**
   * Takes a copy and checks the order.
   *
   * @throws IllegalArgumentException if there is no phase, more than one sketch, or float training
   *     after quantization has begun
   */
  public Schedule {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a schedule needs at least one phase");
    }
    boolean quantized = false;
    for (Phase phase : phases) {
      switch (phase) {
        case Phase.Pretrain _ -> requireNot(quantized, "float training after quantization");
        case Phase.Sketching _ -> {
          requireNot(quantized, "a sketch after quantization");
          quantized = true;
        }
        case Phase.OptimizeBases _,
            Phase.OptimizeCoordinates _,
            Phase.Prune _,
            Phase.FineTune _,
            Phase.QuantizeActivations _ ->
            quantized = true;
      }
    }
  }

  /**
   * Phases in the order they are run.
   *
   * @param phases at least one
   * @return the schedule
   */
  public static Schedule of(Phase... phases) {
    return new Schedule(List.of(phases));
  }

  /**
   * All passes over the training data.
   *
   * @return the sum over the phases
   */
  public int epochs() {
    return phases.stream().mapToInt(Phase::epochs).sum();
  }

  /** The index of the last pruning phase: from its end on the budget is final; -1 without one. */
  int lastPruning() {
    for (int i = phases.size() - 1; i >= 0; i--) {
      if (phases.get(i) instanceof Phase.Prune) {
        return i;
      }
    }
    return -1;
  }

  private static void requireNot(boolean wrong, String what) {
    if (wrong) {
      throw new IllegalArgumentException("a schedule cannot have " + what);
    }
  }
}
