package dev.alq.examples;

import org.jspecify.annotations.Nullable;

/**
 * What one run of ours led to.
 *
 * @param seed where its randomness came from
 * @param top1 percent right on the test set, of the packed model
 * @param averageBitwidth I_W over all weights
 * @param weightBytes bytes of all weights by formula
 * @param compactedBytes the same after empty channels have been removed; null where that was not
 *     computed
 * @param fileBytes size of the model's file
 * @param seconds how long the run was at work, by its log
 */
record ReproducedRun(
    long seed,
    double top1,
    double averageBitwidth,
    long weightBytes,
    @Nullable Long compactedBytes,
    long fileBytes,
    double seconds) {}
