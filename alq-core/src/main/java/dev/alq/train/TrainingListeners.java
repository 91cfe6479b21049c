package dev.alq.train;

import java.util.List;

/**
 * Passes on to several listeners.
 *
 * @param listeners who is told, in this order
 */
record TrainingListeners(List<TrainingListener> listeners) implements TrainingListener {

  @Override
  public void resumed(TrainingState state, Schedule schedule) {
    listeners.forEach(listener -> listener.resumed(state, schedule));
  }

  @Override
  public void phaseStarted(Phase phase, int index, Schedule schedule) {
    listeners.forEach(listener -> listener.phaseStarted(phase, index, schedule));
  }

  @Override
  public void batchFinished(int batch, int batches, double loss) {
    listeners.forEach(listener -> listener.batchFinished(batch, batches, loss));
  }

  @Override
  public void epochFinished(EpochMetrics metrics) {
    listeners.forEach(listener -> listener.epochFinished(metrics));
  }

  @Override
  public void phaseFinished(Phase phase, int index, Schedule schedule) {
    listeners.forEach(listener -> listener.phaseFinished(phase, index, schedule));
  }

  @Override
  public void accuracyCollapsed(AccuracyCollapse collapse) {
    listeners.forEach(listener -> listener.accuracyCollapsed(collapse));
  }

  @Override
  public void failed(NonFiniteException cause) {
    listeners.forEach(listener -> listener.failed(cause));
  }

  @Override
  public boolean wantsState() {
    return listeners.stream().anyMatch(TrainingListener::wantsState);
  }

  @Override
  public void stateReached(TrainingState state) {
    listeners.forEach(listener -> listener.stateReached(state));
  }
}
