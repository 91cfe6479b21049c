/**
 * {@code alq compare}: ALQ beside the baselines, on the same float networks. {@link
 * dev.alq.examples.compare.CompareCommand} is the entry point. May import the library, {@code
 * command}, {@code run}, {@code choice} and {@code console}.
 */
@NullMarked
package dev.alq.examples.compare;

import org.jspecify.annotations.NullMarked;
