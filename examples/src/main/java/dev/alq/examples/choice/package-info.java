/**
 * What users choose by name, and what the names stand for: networks, data and methods. {@link
 * dev.alq.examples.choice.Network} is the entry point. May import the library and {@code console}.
 */
@NullMarked
package dev.alq.examples.choice;

import org.jspecify.annotations.NullMarked;
