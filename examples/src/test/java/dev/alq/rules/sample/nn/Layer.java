package dev.alq.rules.sample.nn;

import dev.alq.rules.sample.autograd.InnocentVariable;
import dev.alq.rules.sample.kernel.Innocent;
import org.jspecify.annotations.Nullable;

/** Skips a storey: layers may not import kernels. */
public final class Layer {
  @Nullable Innocent kernel;
  @Nullable InnocentVariable variable;
}
