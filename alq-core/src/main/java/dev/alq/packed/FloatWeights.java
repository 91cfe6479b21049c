package dev.alq.packed;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/**
 * Weights that are not quantized.
 *
 * @param values O,H,W,C or O,I; finite; shared, not to be modified
 */
public record FloatWeights(Tensor values) implements PackedWeights {

  /**
   * Checks the weights.
   *
   * @throws IllegalArgumentException if a weight is not finite
   */
  public FloatWeights {
    Finite.require("weights", values);
  }

  @Override
  public Shape shape() {
    return values.shape();
  }

  @Override
  public Tensor reconstruct() {
    return values.copy();
  }
}
