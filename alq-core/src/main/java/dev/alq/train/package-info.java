/**
 * Training: a list of phases (Algorithm 5) run on a network. {@link dev.alq.train.AlqTrainer} is
 * where to start; what it runs is a {@link dev.alq.train.Schedule} of {@link dev.alq.train.Phase}s.
 * A {@link dev.alq.train.QuantizationMethod} turns a schedule of ALQ into one of a baseline. The
 * one place where quantized weights are written back into a network. May import everything of this
 * module but {@code packed} and {@code infer}, and all of the module below.
 */
@NullMarked
package dev.alq.train;

import org.jspecify.annotations.NullMarked;
