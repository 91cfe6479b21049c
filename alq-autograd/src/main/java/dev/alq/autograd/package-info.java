/**
 * Reverse-mode differentiation. {@link dev.alq.autograd.Tape} is where to start: {@link
 * dev.alq.autograd.Functions} computes values and records an {@link dev.alq.autograd.Operation} for
 * each, {@link dev.alq.autograd.GradientRules} holds one rule per operation. May import {@code
 * tensor} and {@code kernel}.
 */
@NullMarked
package dev.alq.autograd;

import org.jspecify.annotations.NullMarked;
