package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Stops training before values that are not finite spread from one layer to the next. */
final class Finiteness {

  /** Weights of a group, of which sums are squared as well; more than any group has. */
  private static final float LARGEST_GROUP = 0x1p20f;

  private final List<Parameter> parameters;
  private final Map<String, Tensor> state;

  Finiteness(Layer network) {
    this.parameters = network.parameters();
    this.state = network.state();
  }

  /** Demands finite gradients, before a step applies them, whose moments are finite as well. */
  void requireGradients() {
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      if (gradient != null && !hasFiniteSquares(gradient.data())) {
        throw new NonFiniteException(
            "the gradient of "
                + parameter.name()
                + (isFinite(gradient.data())
                    ? " is too large: its square overflows"
                    : " is not finite"));
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

  /** Whether the squares are finite, those of sums over a group included. */
  static boolean hasFiniteSquares(float[] values) {
    return haveFiniteProducts(values, LARGEST_GROUP, LARGEST_GROUP);
  }

  static boolean isFinite(float[] values) {
    return haveFiniteProducts(values, 1, 0);
  }

  /**
   * Whether {@code (first·x)·(second·x)} is finite everywhere: 0 times that is 0 then, else not a
   * number. Four sums, since one would make each addition wait for the one before it.
   */
  private static boolean haveFiniteProducts(float[] values, float first, float second) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      a += 0 * (first * values[i] * (second * values[i]));
      b += 0 * (first * values[i + 1] * (second * values[i + 1]));
      c += 0 * (first * values[i + 2] * (second * values[i + 2]));
      d += 0 * (first * values[i + 3] * (second * values[i + 3]));
    }
    for (; i < values.length; i++) {
      a += 0 * (first * values[i] * (second * values[i]));
    }
    return a + b + c + d == 0;
  }
}
