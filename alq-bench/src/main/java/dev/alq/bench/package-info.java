/**
 * Measures speed. {@link dev.alq.bench.Bench} is the program behind {@code alq bench} and {@code
 * alq profile}: it times tasks beside other libraries, in turns and after comparing the results.
 * The classes named {@code *Benchmark} are measured with JMH. Each checks its own result before
 * anything is timed. May import every package but the command line.
 */
@NullMarked
package dev.alq.bench;

import org.jspecify.annotations.NullMarked;
