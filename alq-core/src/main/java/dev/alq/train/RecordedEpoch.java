package dev.alq.train;

/**
 * What an epoch led to, as a run folder records it.
 *
 * @param phase number of its phase, from 1
 * @param kind the kind of its phase
 * @param epoch its number within the phase, from 1
 * @param learningRate its learning rate
 * @param trainLoss mean loss over its batches, as they were trained on
 * @param trainTop1 percent right over its batches, as they were trained on
 * @param validationTop1 percent right on the validation data at its end
 * @param averageBitwidth I_W at its end, 32 while the network is float
 */
public record RecordedEpoch(
    int phase,
    PhaseKind kind,
    int epoch,
    double learningRate,
    double trainLoss,
    double trainTop1,
    double validationTop1,
    double averageBitwidth) {

  static RecordedEpoch of(EpochMetrics epoch) {
    return new RecordedEpoch(
        epoch.phaseIndex() + 1,
        PhaseKind.of(epoch.phase()),
        epoch.epoch() + 1,
        epoch.learningRate(),
        epoch.trainLoss(),
        epoch.trainTop1(),
        epoch.validationTop1(),
        epoch.averageBitwidth());
  }
}
