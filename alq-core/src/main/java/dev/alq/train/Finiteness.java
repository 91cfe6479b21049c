package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Stops training before values that are not finite spread from one layer to the next. */
final class Finiteness {

  private final List<Parameter> parameters;
  private final Map<String, Tensor> state;

  Finiteness(Layer network) {
    this.parameters = network.parameters();
    this.state = network.state();
  }

  /** Demands finite gradients, before a step applies them. */
  void requireGradients() {
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      if (gradient != null && !isFinite(gradient.data())) {
        throw new NonFiniteException("the gradient of " + parameter.name() + " is not finite");
      }
    }
  }

  /** Demands finite weights and running statistics, after a step. */
  void requireWeights() {
    state.forEach((name, tensor) -> {
      if (!isFinite(tensor.data())) {
        throw new NonFiniteException(name + " is not finite after this step");
      }
    });
  }

  /** Four sums, since one would make each addition wait for the one before it. */
  static boolean isFinite(float[] values) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) { // 0·x is 0 for what is finite, else not a number
      a += 0 * values[i];
      b += 0 * values[i + 1];
      c += 0 * values[i + 2];
      d += 0 * values[i + 3];
    }
    for (; i < values.length; i++) {
      a += 0 * values[i];
    }
    return a + b + c + d == 0;
  }
}
