package dev.alq.train;

/**
 * What an epoch led to.
 *
 * @param phase the phase it belongs to
 * @param phaseIndex the phase's place in the schedule, from 0
 * @param epoch its number within the phase, from 0
 * @param learningRate its learning rate
 * @param trainLoss mean loss over its batches, as they were trained on
 * @param trainTop1 percent right over its batches, as they were trained on
 * @param validationTop1 percent right on the validation data at its end
 * @param averageBitwidth I_W at its end, 32 while the network is float
 */
public record EpochMetrics(
    Phase phase,
    int phaseIndex,
    int epoch,
    double learningRate,
    double trainLoss,
    double trainTop1,
    double validationTop1,
    double averageBitwidth) {}
