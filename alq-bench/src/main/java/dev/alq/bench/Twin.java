package dev.alq.bench;

import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.Kernels;

/** The two implementations of every kernel, both reached through an engine. */
public enum Twin {
  /** Plain loops, which are the specification. */
  SCALAR {
    @Override
    Kernels kernels() {
      return KernelChoice.scalar();
    }
  },
  /** The kernels on the vector module. */
  VECTOR {
    @Override
    Kernels kernels() {
      Kernels chosen = KernelChoice.kernels();
      if (!chosen.name().startsWith("vector")) {
        throw new IllegalStateException(
            "these are " + chosen.name() + " kernels: add the module jdk.incubator.vector");
      }
      return chosen;
    }
  };

  abstract Kernels kernels();

  /**
   * Starts an engine on these kernels.
   *
   * @param threads threads to compute with
   * @return a running engine, which the caller closes
   * @throws IllegalStateException if the machine or the command line does not offer them
   */
  public Engine start(int threads) {
    return Engine.start(threads, kernels());
  }
}
