package dev.alq.rules.sample.autograd;

import dev.alq.rules.sample.kernel.Innocent;
import org.jspecify.annotations.Nullable;

/** Follows an arrow of the table. */
public final class InnocentVariable {
  @Nullable Innocent words;
}
