package dev.alq.nn;

import dev.alq.tensor.Tensor;
import java.util.Map;

/** Keeps the names of stored tensors apart. */
final class StateNames {

  private StateNames() {}

  /** Adds a tensor under a name that must be new. */
  static void add(Map<String, Tensor> state, String name, Tensor tensor) {
    if (state.putIfAbsent(name, tensor) != null) {
      throw new IllegalStateException(
          "two tensors of the network are called '" + name + "', so they cannot be stored");
    }
  }
}
