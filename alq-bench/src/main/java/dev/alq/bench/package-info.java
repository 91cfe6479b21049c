/**
 * Benchmarks, measured with JMH. Each prints the kernels it runs on and checks its own result
 * before anything is timed. May import every package but the command line.
 */
@NullMarked
package dev.alq.bench;

import org.jspecify.annotations.NullMarked;
