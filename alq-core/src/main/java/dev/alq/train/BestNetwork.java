package dev.alq.train;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The network of the best validation so far, as it was at the end of its epoch.
 *
 * @param state copies of all that {@link Layer#state()} holds
 * @param quantized copies of the quantized weights by parameter name
 * @param validationTop1 how it did
 */
public record BestNetwork(
    Map<String, Tensor> state, Map<String, MultiBitTensor> quantized, double validationTop1) {

  /** Takes copies of the maps that keep the order. */
  public BestNetwork {
    state = Collections.unmodifiableMap(new LinkedHashMap<>(state));
    quantized = Collections.unmodifiableMap(new LinkedHashMap<>(quantized));
  }

  static BestNetwork of(
      Layer network, Map<String, MultiBitTensor> quantized, double validationTop1) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    network.state().forEach((name, tensor) -> state.put(name, tensor.copy()));
    Map<String, MultiBitTensor> weights = new LinkedHashMap<>();
    quantized.forEach((name, values) -> weights.put(name, values.copy()));
    return new BestNetwork(state, weights, validationTop1);
  }

  void restoreState(Layer network) {
    TrainingState.copyInto(network, state);
  }
}
