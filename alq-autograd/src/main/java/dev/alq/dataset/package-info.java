/**
 * Labelled images, and batches of them in an order that is a function of the seed. {@link
 * dev.alq.dataset.DataLoader} is where to start; {@link dev.alq.dataset.Augmentation} and {@link
 * dev.alq.dataset.Transform} change training images at random. May import {@code tensor}.
 */
@NullMarked
package dev.alq.dataset;

import org.jspecify.annotations.NullMarked;
