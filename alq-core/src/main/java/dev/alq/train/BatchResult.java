package dev.alq.train;

/**
 * What a batch said while it was trained on.
 *
 * @param loss mean loss over its images
 * @param images number of images
 * @param right how many of them were right
 */
record BatchResult(double loss, int images, long right) {}
