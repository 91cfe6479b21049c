/**
 * The entry of the {@code alq} command line, {@link dev.alq.examples.Alq}, and small programs to
 * read first: {@link dev.alq.examples.FirstProgram}, {@link dev.alq.examples.OwnNetwork}, {@link
 * dev.alq.examples.OwnRun} and {@link dev.alq.examples.ClassifyProgram}. What the commands do lies
 * in the packages below. May import every other package; none of those below may import this one.
 */
@NullMarked
package dev.alq.examples;

import org.jspecify.annotations.NullMarked;
