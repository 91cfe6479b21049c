package dev.alq.step;

import dev.alq.multibit.DecimalProduct;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.StorageCost;
import java.util.List;

/**
 * What a pruning phase is to leave over. Each budget measures layers in whole units of its own:
 * coordinates, or bits. A coordinate costs the same number of units wherever it stands in a layer.
 *
 * <p>The first two are the paper's: coordinates are counted, so the phase ends at the target
 * exactly. The other two weigh a coordinate by what it occupies. As groups of different layers
 * differ in size, how many coordinates will remain is not known in advance: the phase removes
 * coordinates in the order of their scores until the measure is no longer above the target, and so
 * ends at most one coordinate's cost below it (for {@link Bytes} the table of bitwidths may shrink
 * further on top).
 */
public sealed interface Budget {

  /**
   * Measures layers.
   *
   * @param layers the weights of all layers that are pruned together; not modified
   * @return the units they occupy
   */
  long measure(List<MultiBitTensor> layers);

  /**
   * What the measure should be at the end.
   *
   * @param layers the weights of all layers as they are at the start; not modified
   * @return the units they may occupy then; about the largest long where that is still more
   */
  long target(List<MultiBitTensor> layers);

  /**
   * What removing one coordinate saves at least.
   *
   * @param layer the weights of the layer it belongs to; not modified
   * @return units, at least 1
   */
  long cost(MultiBitTensor layer);

  /**
   * What a layer occupies at least when a number of its coordinates remain.
   *
   * @param layer the weights of the layer; not modified
   * @param coordinates how many remain, 0 or more
   * @return units
   */
  default long least(MultiBitTensor layer, int coordinates) {
    return coordinates * cost(layer);
  }

  /**
   * A share of the coordinates is removed, {@code M_T = round(M_0·(1 - pruned))}, Eq. (28).
   *
   * @param pruned the share, from 0 to 1
   */
  record Ratio(double pruned) implements Budget {
    /**
     * Creates the budget.
     *
     * @throws IllegalArgumentException if the share is not from 0 to 1
     */
    public Ratio {
      if (!(pruned >= 0 && pruned <= 1)) {
        throw new IllegalArgumentException("the pruned share must be 0 to 1 but is " + pruned);
      }
    }

    @Override
    public long measure(List<MultiBitTensor> layers) {
      return layers.stream().mapToLong(MultiBitTensor::coordinates).sum();
    }

    @Override
    public long target(List<MultiBitTensor> layers) {
      return Math.round(measure(layers) * (1 - pruned));
    }

    @Override
    public long cost(MultiBitTensor layer) {
      return 1;
    }
  }

  /**
   * A number of coordinates remains, M_T.
   *
   * @param remaining the number, 0 or more
   */
  record Coordinates(long remaining) implements Budget {
    /**
     * Creates the budget.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public Coordinates {
      requireNotNegative(remaining);
    }

    @Override
    public long measure(List<MultiBitTensor> layers) {
      return layers.stream().mapToLong(MultiBitTensor::coordinates).sum();
    }

    @Override
    public long target(List<MultiBitTensor> layers) {
      return remaining;
    }

    @Override
    public long cost(MultiBitTensor layer) {
      return 1;
    }
  }

  /**
   * The average bitwidth {@code I_W = Σ I_g·n_g / N} over all weights of the layers; measured in
   * bits of bases, {@code Σ I_g·n_g}.
   *
   * @param bits I_W, finite and 0 or more
   */
  record AverageBitwidth(double bits) implements Budget {
    /**
     * Creates the budget.
     *
     * @throws IllegalArgumentException if the bitwidth is negative or not finite
     */
    public AverageBitwidth {
      if (!(bits >= 0) || Double.isInfinite(bits)) {
        throw new IllegalArgumentException(
            "the average bitwidth must be finite and not negative but is " + bits);
      }
    }

    @Override
    public long measure(List<MultiBitTensor> layers) {
      return StorageCost.of(layers).basisBits();
    }

    @Override
    public long target(List<MultiBitTensor> layers) {
      return DecimalProduct.floor(bits, StorageCost.of(layers).weights());
    }

    @Override
    public long cost(MultiBitTensor layer) {
      return layer.layout().size();
    }
  }

  /**
   * The bytes of {@link StorageCost}; measured in bits. A coordinate costs the n bits of its basis
   * and the 32 bits of its float.
   *
   * @param bytes the largest number of bytes, 0 or more
   */
  record Bytes(long bytes) implements Budget {
    /**
     * Creates the budget.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public Bytes {
      requireNotNegative(bytes);
    }

    @Override
    public long measure(List<MultiBitTensor> layers) {
      return StorageCost.of(layers).bits();
    }

    @Override
    public long target(List<MultiBitTensor> layers) {
      return Math.min(bytes, Long.MAX_VALUE / Byte.SIZE) * Byte.SIZE;
    }

    @Override
    public long cost(MultiBitTensor layer) {
      return (long) layer.layout().size() + Float.SIZE;
    }

    /** Beside the coordinates there is at least one bit per group to say where they are. */
    @Override
    public long least(MultiBitTensor layer, int coordinates) {
      int table = coordinates > 0 ? layer.layout().groups() : 0;
      return coordinates * cost(layer) + table;
    }
  }

  private static void requireNotNegative(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("the budget must not be negative but is " + amount);
    }
  }
}
