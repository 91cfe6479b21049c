/**
 * Labelled images, and batches of them in an order that is a function of the seed. {@link
 * dev.alq.dataset.DataLoader} is where to start. May import {@code tensor}.
 */
@NullMarked
package dev.alq.dataset;

import org.jspecify.annotations.NullMarked;
