/**
 * What a command shows and hears on a terminal: failures of one line, tables, progress, Ctrl-C, and
 * whether a file can be written at all. {@link dev.alq.examples.console.CommandFailure} is how
 * everything here fails, {@link dev.alq.examples.console.WrongUsage} how a command line does that
 * cannot be meant. May import the library, but nothing else of {@code dev.alq.examples}.
 */
@NullMarked
package dev.alq.examples.console;

import org.jspecify.annotations.NullMarked;
