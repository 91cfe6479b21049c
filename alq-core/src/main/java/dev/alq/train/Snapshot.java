package dev.alq.train;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network as it was at the end of an epoch.
 *
 * @param state copies of all that {@link Layer#state()} holds
 * @param quantized copies of the quantized weights by parameter name
 * @param validationTop1 how it did
 */
record Snapshot(
    Map<String, Tensor> state, Map<String, MultiBitTensor> quantized, double validationTop1) {

  static Snapshot of(Layer network, Map<String, MultiBitTensor> quantized, double validationTop1) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    network.state().forEach((name, tensor) -> state.put(name, tensor.copy()));
    Map<String, MultiBitTensor> weights = new LinkedHashMap<>();
    quantized.forEach((name, values) -> weights.put(name, values.copy()));
    return new Snapshot(state, weights, validationTop1);
  }

  void restoreState(Layer network) {
    Map<String, Tensor> target = network.state();
    state.forEach((name, tensor) -> {
      Tensor own = target.get(name);
      if (own == null) {
        throw new IllegalStateException("the network has no " + name);
      }
      own.copyFrom(tensor);
    });
  }
}
