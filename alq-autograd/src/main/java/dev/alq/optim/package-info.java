/**
 * Optimizers, and the pieces of AMSGrad that ALQ's steps are built from: {@link
 * dev.alq.optim.AmsGradMoments} holds the moments of one index space and {@link
 * dev.alq.optim.QuadraticModel} turns them into the model of the loss increment that every step
 * minimizes (Eq. 10 of the paper). May import {@code autograd}, {@code tensor} and {@code kernel}.
 */
@NullMarked
package dev.alq.optim;

import org.jspecify.annotations.NullMarked;
