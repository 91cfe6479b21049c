package dev.alq.rules.sample.examples.console;

import dev.alq.rules.sample.examples.run.Job;
import org.jspecify.annotations.Nullable;

/** Breaks the arrows of the examples, and closes a cycle among them. */
public final class Loud {
  @Nullable Job job;
}
