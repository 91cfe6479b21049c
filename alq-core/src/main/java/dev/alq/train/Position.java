package dev.alq.train;

/**
 * A point of a run between two batches: what comes next.
 *
 * @param phase the place of the next batch's phase in the schedule, from 0; the number of phases at
 *     the end
 * @param epoch the epoch within the phase, from 0
 * @param batch the batch within the epoch, from 0
 */
public record Position(int phase, int epoch, int batch) implements Comparable<Position> {

  /** Where every run begins. */
  public static final Position START = new Position(0, 0, 0);

  /** Checks the ranges. */
  public Position {
    if (phase < 0 || epoch < 0 || batch < 0) {
      throw new IllegalArgumentException(
          "no such position: phase " + phase + ", epoch " + epoch + ", batch " + batch);
    }
  }

  /** Whether the phase has not begun yet. */
  boolean beginsPhase() {
    return epoch == 0 && batch == 0;
  }

  /**
   * Compares by what comes first in a run.
   *
   * @param other another position
   * @return negative if this one comes before the other
   */
  @Override
  public int compareTo(Position other) {
    int byPhase = Integer.compare(phase, other.phase);
    int byEpoch = byPhase != 0 ? byPhase : Integer.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Integer.compare(batch, other.batch);
  }

  /**
   * For human readers.
   *
   * @return such as "phase 2, epoch 1, batch 17", each counted from 1
   */
  @Override
  public String toString() {
    return "phase " + (phase + 1) + ", epoch " + (epoch + 1) + ", batch " + (batch + 1);
  }
}
