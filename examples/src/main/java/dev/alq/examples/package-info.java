/**
 * The {@code alq} command line and small programs that show how the library is used. {@link
 * dev.alq.examples.Alq} is the entry point. May import every other package.
 */
@NullMarked
package dev.alq.examples;

import org.jspecify.annotations.NullMarked;
