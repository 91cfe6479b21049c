package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer, {@code y = x·Wᵀ + b}.
 *
 * @param name path in the network
 * @param weights O,I
 * @param bias a term per output, or null
 */
public record Linear(String name, Parameter weights, @Nullable Parameter bias) implements Layer {

  /** Checks the shapes. */
  public Linear {
    Shape shape = weights.shape();
    if (shape.rank() != 2) {
      throw new IllegalArgumentException(name + " wants weights O,I but got " + shape);
    }
    if (bias != null && !bias.shape().equals(Shape.of(shape.dimension(0)))) {
      throw new IllegalArgumentException(
          name + " has " + shape.dimension(0) + " outputs but a bias of " + bias.shape());
    }
  }

  /**
   * A fully connected layer with random weights and a bias.
   *
   * @param name path in the network
   * @param inputs elements of an input row
   * @param outputs elements of an output row
   * @param seed where the weights come from, together with the name
   * @return a new layer
   */
  public static Linear create(String name, int inputs, int outputs, long seed) {
    String weightsName = name + ".weight";
    String biasName = name + ".bias";
    Tensor weights = Initialization.uniform(Shape.of(outputs, inputs), inputs, seed, weightsName);
    Tensor bias = Initialization.uniform(Shape.of(outputs), inputs, seed, biasName);
    return new Linear(
        name,
        new Parameter(weightsName, Parameter.Role.WEIGHT, weights),
        new Parameter(biasName, Parameter.Role.OTHER, bias));
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    return Functions.affine(tape, input, weights, bias);
  }

  @Override
  public List<Parameter> parameters() {
    return bias == null ? List.of(weights) : List.of(weights, bias);
  }

  @Override
  public Map<String, Tensor> buffers() {
    return Map.of();
  }
}
