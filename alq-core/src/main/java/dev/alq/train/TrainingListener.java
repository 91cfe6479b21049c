package dev.alq.train;

/** Is told how training goes on, on the thread that trains. Each method does nothing by default. */
public interface TrainingListener {

  /** Listens to nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A phase begins.
   *
   * @param phase the phase
   * @param index its place in the schedule, from 0
   * @param schedule the whole
   */
  default void phaseStarted(Phase phase, int index, Schedule schedule) {}

  /**
   * A batch has been trained on.
   *
   * @param batch its number within the epoch, from 0
   * @param batches batches of the epoch
   * @param loss its loss
   */
  default void batchFinished(int batch, int batches, double loss) {}

  /**
   * An epoch has been validated.
   *
   * @param metrics what it led to
   */
  default void epochFinished(EpochMetrics metrics) {}
}
