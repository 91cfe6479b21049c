package dev.alq.examples.reproduce;

import org.jspecify.annotations.Nullable;

/**
 * A row of one of the paper's tables beside ours.
 *
 * @param row its name
 * @param paper what the paper states
 * @param ours what our runs led to; null if they could not be run
 * @param missing what they lacked; null if they could be run
 */
record ReproducedRow(
    String row, PaperFigures paper, @Nullable OurFigures ours, @Nullable String missing) {}
