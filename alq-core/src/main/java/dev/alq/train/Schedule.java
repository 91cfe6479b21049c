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
   * @throws IllegalArgumentException if there is no phase, more than one sketch, float training
   *     after quantization has begun, or a float copy to be kept that is not there
   */
  public Schedule {
    phases = List.copyOf(phases);
    if (phases.isEmpty()) {
      throw new IllegalArgumentException("a schedule needs at least one phase");
    }
    boolean quantized = false;
    boolean floatCopy = false;
    for (Phase phase : phases) {
      switch (phase) {
        case Phase.Pretrain _ -> requireNot(quantized, "float training after quantization");
        case Phase.Sketching _ -> {
          requireNot(quantized, "a sketch after quantization");
          quantized = true;
          floatCopy = true;
        }
        case Phase.OptimizeBases _,
            Phase.OptimizeCoordinates _,
            Phase.Prune _,
            Phase.QuantizeActivations _ ->
            quantized = true;
        case Phase.FineTune p -> {
          quantized = true;
          requireNot(
              p.copy() == Phase.FloatCopy.KEPT && !floatCopy,
              "a float copy kept that no sketch has left, or that was restarted");
          floatCopy = p.copy() == Phase.FloatCopy.KEPT;
        }
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

  /** Whether a phase quantizes weights that are float. */
  boolean sketches() {
    return phases.stream().anyMatch(Phase.Sketching.class::isInstance);
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

  /** Whether a phase after one of an index goes on with the float copy that it leaves. */
  boolean keepsFloatCopyAfter(int index) {
    return phases.stream()
        .skip(index + 1L)
        .anyMatch(phase -> phase instanceof Phase.FineTune p && p.copy() == Phase.FloatCopy.KEPT);
  }

  private static void requireNot(boolean wrong, String what) {
    if (wrong) {
      throw new IllegalArgumentException("a schedule cannot have " + what);
    }
  }
}
