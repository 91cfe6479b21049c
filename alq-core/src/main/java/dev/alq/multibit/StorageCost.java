package dev.alq.multibit;

import java.util.List;

/**
 * What multi-bit weights cost to store, counted in bits and not measured on a file: one bit per
 * weight and basis, 32 bits per coordinate, and a table of the groups' bitwidths with {@code
 * ⌈log2(I_max + 1)⌉} bits per group, where I_max is the largest bitwidth present in the layer. A
 * layer without any coordinate needs no table.
 *
 * @param weights N, the number of weights, empty groups included
 * @param coordinates Σ I_g
 * @param basisBits Σ I_g·n_g
 * @param tableBits bits of the table of bitwidths
 */
public record StorageCost(long weights, long coordinates, long basisBits, long tableBits) {

  private static final int COORDINATE_BITS = Float.SIZE;
  private static final double FLOAT_BITS = Float.SIZE;

  /**
   * Creates a cost.
   *
   * @throws IllegalArgumentException if a count is negative or there is no weight
   */
  public StorageCost {
    if (weights < 1 || coordinates < 0 || basisBits < 0 || tableBits < 0) {
      throw new IllegalArgumentException(
          "counts must not be negative, and weights positive: "
              + List.of(weights, coordinates, basisBits, tableBits));
    }
  }

  /**
   * Counts one layer.
   *
   * @param layer its weights; not modified
   * @return the cost
   */
  public static StorageCost of(MultiBitTensor layer) {
    GroupLayout layout = layer.layout();
    int largest = 0;
    for (int group = 0; group < layout.groups(); group++) {
      largest = Math.max(largest, layer.bitwidth(group));
    }
    long coordinates = layer.coordinates();
    int bitsPerGroup = Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    return new StorageCost(
        layout.weights(),
        coordinates,
        coordinates * layout.size(),
        (long) layout.groups() * bitsPerGroup);
  }

  /**
   * Counts several layers.
   *
   * @param layers their weights, at least one layer; not modified
   * @return the sum of their costs
   * @throws IllegalArgumentException if there is no layer
   */
  public static StorageCost of(List<MultiBitTensor> layers) {
    return layers.stream()
        .map(StorageCost::of)
        .reduce(StorageCost::plus)
        .orElseThrow(() -> new IllegalArgumentException("no layers to count"));
  }

  /**
   * Adds the cost of other weights.
   *
   * @param other their cost
   * @return the cost of both
   */
  public StorageCost plus(StorageCost other) {
    return new StorageCost(
        weights + other.weights,
        coordinates + other.coordinates,
        basisBits + other.basisBits,
        tableBits + other.tableBits);
  }

  /**
   * The average bitwidth I_W over all weights.
   *
   * @return Σ I_g·n_g / N
   */
  public double averageBitwidth() {
    return (double) basisBits / weights;
  }

  /**
   * All bits: bases, coordinates and tables.
   *
   * @return the total in bits
   */
  public long bits() {
    return basisBits + COORDINATE_BITS * coordinates + tableBits;
  }

  /**
   * All bits in bytes.
   *
   * @return {@link #bits()} / 8, rounded up
   */
  public long bytes() {
    return Math.ceilDiv(bits(), (long) Byte.SIZE);
  }

  /**
   * How many times smaller than float32 weights.
   *
   * @return 32·N / {@link #bits()}; infinite if nothing is left to store
   */
  public double compressionRate() {
    return FLOAT_BITS * weights / bits();
  }
}
