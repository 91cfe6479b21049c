/**
 * Quantized activations (section 4 of the ALQ paper): step functions that stand in the place of
 * ReLU, one per layer, whose values follow the data by running averages.
 *
 * <p>{@link dev.alq.activation.ActivationPlan} is where to start: it puts an {@link
 * dev.alq.activation.ActivationQuantizer} into a network wherever there is a ReLU. May import
 * {@code nn}, {@code autograd}, {@code multibit}, {@code tensor} and {@code kernel}.
 */
@NullMarked
package dev.alq.activation;

import org.jspecify.annotations.NullMarked;
