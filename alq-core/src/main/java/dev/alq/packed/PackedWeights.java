package dev.alq.packed;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/** The weights of one layer: O,H,W,C of a convolution or O,I of a linear layer. */
public sealed interface PackedWeights permits MultiBitWeights, JoinedWeights, FloatWeights {

  /**
   * The extents.
   *
   * @return O,H,W,C or O,I
   */
  Shape shape();

  /**
   * The weights as floats.
   *
   * @return a new tensor of {@link #shape()}
   */
  Tensor reconstruct();
}
