package dev.alq.infer;

import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the sums of each output of a layer: first the bias, then a factor and a term.
 *
 * @param bias a term per output, or null
 * @param after factor and term, or null
 */
record Affine(@Nullable Tensor bias, PackedLayer.@Nullable ScaleShift after) {

  double scale(int output) {
    return after == null ? 1 : after.scale().data()[output];
  }

  /** The whole term, bias times factor included. */
  double shift(int output) {
    double term = bias == null ? 0 : bias.data()[output];
    return after == null ? term : scale(output) * term + after.shift().data()[output];
  }
}
