/**
 * Runs packed models. {@link dev.alq.infer.InferenceSession} is where to start; a session is
 * prepared once and then used by any number of threads. May import {@code packed}, {@code bits},
 * {@code multibit}, {@code kernel} and {@code tensor}, never anything that trains.
 */
@NullMarked
package dev.alq.infer;

import org.jspecify.annotations.NullMarked;
