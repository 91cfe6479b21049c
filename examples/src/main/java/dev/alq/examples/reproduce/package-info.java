/**
 * {@code alq reproduce}: the tables and figures of the paper, computed, beside the paper's own
 * figures. {@link dev.alq.examples.reproduce.ReproduceCommand} is the entry point, {@code Target}
 * lists what there is. May import the library, {@code command}, {@code run}, {@code choice} and
 * {@code console}.
 */
@NullMarked
package dev.alq.examples.reproduce;

import org.jspecify.annotations.NullMarked;
