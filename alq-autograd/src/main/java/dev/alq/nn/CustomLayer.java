package dev.alq.nn;

import dev.alq.autograd.Parameter;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** A kind of layer that is defined outside this package. */
public non-sealed interface CustomLayer extends Layer {

  @Override
  default List<Parameter> parameters() {
    return List.of();
  }

  @Override
  default Map<String, Tensor> buffers() {
    return Map.of();
  }
}
