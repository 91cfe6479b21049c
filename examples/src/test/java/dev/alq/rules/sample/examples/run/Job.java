package dev.alq.rules.sample.examples.run;

import dev.alq.rules.sample.examples.Entry;
import dev.alq.rules.sample.examples.console.Loud;
import org.jspecify.annotations.Nullable;

/** Follows one arrow of the examples, and breaks another. */
public final class Job {
  @Nullable Entry entry;
  @Nullable Loud loud;
}
