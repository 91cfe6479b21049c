package dev.alq.train;

import java.util.List;

/** Is told how training goes on, on the thread that trains. Each method does nothing by default. */
public interface TrainingListener {

  /** Listens to nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /**
   * A run goes on from a state; comes before anything else of the run.
   *
   * @param state where it goes on
   * @param schedule the whole
   */
  default void resumed(TrainingState state, Schedule schedule) {}

  /**
   * A phase begins, or goes on after {@link #resumed}.
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

  /**
   * A phase has ended, and the network is as the next phase will find it.
   *
   * @param phase the phase
   * @param index its place in the schedule, from 0
   * @param schedule the whole
   */
  default void phaseFinished(Phase phase, int index, Schedule schedule) {}

  /**
   * A pruning phase has cost more than half of what the network was better than chance, compared
   * with the epoch before the phase; comes after the epoch's {@link #epochFinished}.
   *
   * @param collapse phase, step and accuracies
   */
  default void accuracyCollapsed(AccuracyCollapse collapse) {}

  /**
   * Training cannot go on; the run throws the cause next.
   *
   * @param cause names the layer
   */
  default void failed(NonFiniteException cause) {}

  /**
   * Asks whether the state is wanted now, after a batch that does not end its epoch.
   *
   * @return whether {@link #stateReached} is to be called
   */
  default boolean wantsState() {
    return false;
  }

  /**
   * The run could go on from here: called at the end of each epoch and of each phase, where {@link
   * #wantsState} asked for it, and where a run that was asked to stop does so.
   *
   * @param state everything that going on takes; valid during this call, since the next step
   *     modifies its tensors
   */
  default void stateReached(TrainingState state) {}

  /**
   * A listener that passes everything on.
   *
   * @param listeners who is told, in this order
   * @return the listener
   */
  static TrainingListener all(TrainingListener... listeners) {
    return new TrainingListeners(List.of(listeners));
  }
}
