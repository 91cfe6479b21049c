package dev.alq.multibit;

import dev.alq.tensor.Shape;

/** Checks that a shape is that of a layer's weights: O,H,W,C or O,I, and not empty. */
final class LayerWeights {

  private static final int CONVOLUTION_RANK = 4;
  private static final int LINEAR_RANK = 2;

  private LayerWeights() {}

  static Shape requireWeights(Shape weight, Grouping grouping) {
    if (weight.rank() != CONVOLUTION_RANK && weight.rank() != LINEAR_RANK) {
      throw new IllegalArgumentException(
          grouping + " needs weights O,H,W,C or O,I, but these are " + weight);
    }
    if (weight.size() == 0) {
      throw new IllegalArgumentException(grouping + " needs at least one weight, not " + weight);
    }
    return weight;
  }

  static void requireConvolution(Shape weight, Grouping grouping) {
    if (requireWeights(weight, grouping).rank() != CONVOLUTION_RANK) {
      throw new IllegalArgumentException(
          grouping + " needs the weights O,H,W,C of a convolution, but these are " + weight);
    }
  }

  static void requireLinear(Shape weight, Grouping grouping) {
    if (requireWeights(weight, grouping).rank() != LINEAR_RANK) {
      throw new IllegalArgumentException(
          grouping + " needs the weights O,I of a linear layer, but these are " + weight);
    }
  }
}
