/**
 * One run of training from data to a tested file, and what it leaves: results, metrics, sizes,
 * plots. {@link dev.alq.examples.run.TrainingJob} is the entry point. May import the library,
 * {@code choice} and {@code console}.
 */
@NullMarked
package dev.alq.examples.run;

import org.jspecify.annotations.NullMarked;
