package dev.alq.packed;

import dev.alq.tensor.Shape;

/**
 * Multi-bit weights beside the bytes of the file that holds them. Groups without bits take no
 * space, so a few bytes can name weights that no memory holds; such a file is neither written nor
 * read. No network that was trained comes near.
 */
final class WeightDensity {

  static final long MOST_WEIGHTS_PER_BYTE = 4096;

  private long weights;

  void add(Shape shape) {
    weights = Math.addExact(weights, shape.size());
  }

  boolean exceeds(long fileBytes) {
    return weights > Math.multiplyExact(MOST_WEIGHTS_PER_BYTE, fileBytes);
  }
}
