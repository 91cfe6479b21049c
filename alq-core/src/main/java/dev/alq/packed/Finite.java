package dev.alq.packed;

import dev.alq.tensor.Tensor;

/** The check that numbers of a model are numbers. */
final class Finite {

  private Finite() {}

  static void require(String what, Tensor values) {
    float[] data = values.data();
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        throw new IllegalArgumentException(what + ": element " + i + " is " + data[i]);
      }
    }
  }
}
