package dev.alq.autograd;

/** What a pass through a network is for. */
public enum Pass {
  /** Gradients are recorded; batch normalisation uses and updates with the batch's statistics. */
  TRAINING(true, true),
  /** Gradients are recorded; batch normalisation uses its running statistics unchanged. */
  FROZEN_STATISTICS(true, false),
  /** No gradients; batch normalisation uses its running statistics unchanged. */
  EVALUATION(false, false);

  private final boolean recordsGradients;
  private final boolean usesBatchStatistics;

  Pass(boolean recordsGradients, boolean usesBatchStatistics) {
    this.recordsGradients = recordsGradients;
    this.usesBatchStatistics = usesBatchStatistics;
  }

  /**
   * Whether operations are recorded for a backward pass.
   *
   * @return true for the two kinds of training pass
   */
  public boolean recordsGradients() {
    return recordsGradients;
  }

  /**
   * Whether batch normalisation uses the batch's own statistics.
   *
   * @return true for {@link #TRAINING} only
   */
  public boolean usesBatchStatistics() {
    return usesBatchStatistics;
  }
}
