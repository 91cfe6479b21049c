/**
 * Kernels and what they run on: arrays, offsets and lengths only. {@link dev.alq.kernel.Engine} is
 * where to start; {@link dev.alq.kernel.Kernels} is the contract of the two twins, the scalar one
 * being the specification. Imports nothing of this project.
 */
@NullMarked
package dev.alq.kernel;

import org.jspecify.annotations.NullMarked;
