package dev.alq.kernel;

/**
 * How {@link Kernels#tile} walks its two operands: {@code segments} runs of {@code segmentLength}
 * steps each. Segments let one kernel serve matrix products (one segment), convolutions (a segment
 * per kernel row, no unfolding of the image) and their weight gradients (a segment per image row).
 *
 * @param segments number of runs, 0 or more
 * @param segmentLength steps in a run, 0 or more
 * @param aStep distance in the left operand between steps of a run
 * @param aSegmentStep distance in the left operand between starts of runs
 * @param bStep distance in the right operand between steps of a run
 * @param bSegmentStep distance in the right operand between starts of runs
 */
public record TileWalk(
    int segments, int segmentLength, int aStep, int aSegmentStep, int bStep, int bSegmentStep) {

  /**
   * The same steps in one run where the runs follow each other in both operands.
   *
   * @return a walk of one run, or this
   */
  TileWalk joined() {
    boolean follow = aSegmentStep == segmentLength * aStep && bSegmentStep == segmentLength * bStep;
    return follow ? new TileWalk(1, segments * segmentLength, aStep, 0, bStep, 0) : this;
  }
}
