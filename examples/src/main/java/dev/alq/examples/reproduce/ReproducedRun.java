package dev.alq.examples.reproduce;

/**
 * What one run of ours led to.
 *
 * @param seed where its randomness came from
 * @param top1 percent right on the test set, of the packed model
 * @param averageBitwidth I_W over all weights
 * @param weightBytes bytes of all weights by formula
 * @param compactedBytes the same after compaction
 * @param fileBytes size of the model's file
 * @param seconds how long the run was at work, by its log
 */
record ReproducedRun(
    long seed,
    double top1,
    double averageBitwidth,
    long weightBytes,
    long compactedBytes,
    long fileBytes,
    double seconds) {}
