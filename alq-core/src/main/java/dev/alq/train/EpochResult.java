package dev.alq.train;

/**
 * What the batches of an epoch said while they were trained on.
 *
 * @param loss mean loss over the images
 * @param top1 percent right
 */
record EpochResult(double loss, double top1) {}
