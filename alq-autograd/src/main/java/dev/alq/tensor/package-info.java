/**
 * Shapes, tensors, borrowed memory and seeds. {@link dev.alq.tensor.Tensor} is where to start. May
 * import {@code kernel}.
 */
@NullMarked
package dev.alq.tensor;

import org.jspecify.annotations.NullMarked;
