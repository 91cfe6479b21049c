package dev.alq.rules.sample.examples;

import dev.alq.rules.sample.examples.run.Job;
import org.jspecify.annotations.Nullable;

/** Stands above the packages of the examples and may import them all. */
public final class Entry {
  @Nullable Job job;
}
