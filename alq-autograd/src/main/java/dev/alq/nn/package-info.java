/**
 * Networks as trees of layers. {@link dev.alq.nn.Layer} is where to start; a network is usually a
 * {@link dev.alq.nn.Sequential}. Layers know nothing of quantization. May import {@code autograd}
 * and {@code tensor}.
 */
@NullMarked
package dev.alq.nn;

import org.jspecify.annotations.NullMarked;
