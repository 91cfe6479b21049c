/**
 * The commands of {@code alq} that need no package of their own, and the groups of options that
 * commands share. Each {@code …Command} is an entry point, made from {@link
 * dev.alq.examples.command.Surroundings}. May import the library, {@code run}, {@code choice},
 * {@code console} and {@code service}.
 */
@NullMarked
package dev.alq.examples.command;

import org.jspecify.annotations.NullMarked;
