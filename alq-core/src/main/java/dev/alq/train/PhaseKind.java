package dev.alq.train;

/** A kind of {@link Phase}, as files name it. */
public enum PhaseKind {
  /** {@link Phase.Pretrain}. */
  PRETRAIN("Pretrain"),
  /** {@link Phase.Sketching}. */
  SKETCHING("Sketching"),
  /** {@link Phase.OptimizeBases}. */
  OPTIMIZE_BASES("OptimizeBases"),
  /** {@link Phase.OptimizeCoordinates}. */
  OPTIMIZE_COORDINATES("OptimizeCoordinates"),
  /** {@link Phase.Prune}. */
  PRUNE("Prune"),
  /** {@link Phase.FineTune}. */
  FINE_TUNE("FineTune"),
  /** {@link Phase.QuantizeActivations}. */
  QUANTIZE_ACTIVATIONS("QuantizeActivations");

  private final String label;

  PhaseKind(String label) {
    this.label = label;
  }

  /**
   * The kind of a phase.
   *
   * @param phase the phase
   * @return its kind
   */
  public static PhaseKind of(Phase phase) {
    return switch (phase) {
      case Phase.Pretrain _ -> PRETRAIN;
      case Phase.Sketching _ -> SKETCHING;
      case Phase.OptimizeBases _ -> OPTIMIZE_BASES;
      case Phase.OptimizeCoordinates _ -> OPTIMIZE_COORDINATES;
      case Phase.Prune _ -> PRUNE;
      case Phase.FineTune _ -> FINE_TUNE;
      case Phase.QuantizeActivations _ -> QUANTIZE_ACTIVATIONS;
    };
  }

  /**
   * The kind that has a name.
   *
   * @param label its name
   * @return the kind
   * @throws IllegalArgumentException if there is no such kind
   */
  public static PhaseKind of(String label) {
    for (PhaseKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("no kind of phase: " + label);
  }

  /** Its name. */
  @Override
  public String toString() {
    return label;
  }
}
