package dev.alq.bench;

import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What a layer's passes must at least do.
 *
 * @param forwardFlops floating-point operations forward, 0 where they are not worth counting
 * @param backwardFlops the same backward
 * @param forwardBytes bytes that are read or written forward if each is touched once
 * @param backwardBytes the same backward
 */
record Cost(double forwardFlops, double backwardFlops, double forwardBytes, double backwardBytes) {

  /** How the input of a layer is treated in the backward pass. */
  enum Input {
    /** A gradient at the input is needed. */
    DIFFERENTIATED,
    /** The input is data. */
    CONSTANT
  }

  /**
   * Counts.
   *
   * @param layer the layer, or null for a part that is none
   * @param input its input's shape
   * @param output its output's shape
   * @param treatment whether the input needs a gradient
   */
  static Cost of(@Nullable Layer layer, Shape input, Shape output, Input treatment) {
    double x = input.size();
    double y = output.size();
    return switch (layer) {
      case null -> new Cost(0, 0, bytes(x + y), bytes(x));
      case Conv2d l ->
          product(
              2.0 * y * l.weights().value().size() / l.weights().shape().dimension(0),
              x,
              y,
              l.weights().value().size(),
              treatment);
      case Linear l ->
          product(
              2.0 * y * l.weights().shape().dimension(1),
              x,
              y,
              l.weights().value().size(),
              treatment);
      // Two passes for the statistics and one that writes; back one for the sums and one more.
      case BatchNorm _ -> new Cost(0, 0, bytes(3 * x + y), bytes(2 * (x + y) + x));
      case MaxPool _ -> new Cost(0, 0, bytes(x + 2 * y), bytes(x + 2 * y));
      case Relu _, CustomLayer _ -> new Cost(0, 0, bytes(x + y), bytes(x + 2 * y));
      case Flatten _, GlobalAveragePool _ -> new Cost(0, 0, bytes(x + y), bytes(x + y));
      case Residual _ -> new Cost(0, 0, bytes(3 * y), bytes(3 * y));
      case Sequential _ -> new Cost(0, 0, 0, 0);
    };
  }

  private static Cost product(double flops, double x, double y, double weights, Input treatment) {
    double ofWeights = x + y + weights;
    return switch (treatment) {
      case DIFFERENTIATED ->
          new Cost(flops, 2 * flops, bytes(x + y + weights), bytes(2 * ofWeights));
      case CONSTANT -> new Cost(flops, flops, bytes(x + y + weights), bytes(ofWeights));
    };
  }

  private static double bytes(double elements) {
    return Float.BYTES * elements;
  }
}
