package dev.alq.packed;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;

/**
 * Weights of a linear layer in parts beside each other: the first part belongs to the first inputs,
 * the next to those behind them, and so on. Groups of different sizes are written so; they come
 * about where inputs of a layer are left out, more of them in one slice than in another.
 *
 * @param parts at least one, each O,I of its own inputs and the same outputs
 */
public record JoinedWeights(List<MultiBitWeights> parts) implements PackedWeights {

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if there is none, one is not O,I or the outputs differ
   */
  public JoinedWeights {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("weights of no parts");
    }
    Shape first = parts.getFirst().shape();
    for (MultiBitWeights part : parts) {
      if (part.shape().rank() != 2 || part.shape().dimension(0) != first.dimension(0)) {
        throw new IllegalArgumentException(
            "parts of the shapes " + first + " and " + part.shape() + " beside each other");
      }
    }
    long inputs = parts.stream().mapToLong(part -> part.shape().dimension(1)).sum();
    if (inputs * first.dimension(0) > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          first.dimension(0) + " outputs of " + inputs + " inputs are more than an array holds");
    }
  }

  @Override
  public Shape shape() {
    int inputs = parts.stream().mapToInt(part -> part.shape().dimension(1)).sum();
    return Shape.of(parts.getFirst().shape().dimension(0), inputs);
  }

  @Override
  public Tensor reconstruct() {
    Tensor result = Tensor.zeros(shape());
    int inputs = result.shape().dimension(1);
    int from = 0;
    for (MultiBitWeights part : parts) {
      float[] values = part.reconstruct().data();
      int length = part.shape().dimension(1);
      for (int o = 0; o < result.shape().dimension(0); o++) {
        System.arraycopy(values, o * length, result.data(), o * inputs + from, length);
      }
      from += length;
    }
    return result;
  }
}
