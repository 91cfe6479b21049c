package dev.alq.packed;

import dev.alq.bits.BitMatrix;
import dev.alq.multibit.CanonicalForm;
import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;

/**
 * Multi-bit weights in canonical form. Group g has {@code I_g} coordinates, non-negative and in
 * ascending order, and as many bit planes; coordinates and planes of all groups follow each other
 * in the order of the groups.
 *
 * <p>Element j of group g is {@code ±α_0 ±α_1 … ±α_(I_g - 1)}, the sign of {@code α_i} being +
 * where bit j of plane i is set, added from left to right in double, starting from 0, and rounded
 * once to float. A group without coordinates is zero.
 *
 * @param shape O,H,W,C or O,I
 * @param grouping which weights form a group
 * @param bitwidths {@code I_g} for each group, from 0 to 8 and at most the size of a group; shared,
 *     not to be modified
 * @param coordinates {@code Σ I_g} coordinates; shared, not to be modified
 * @param planes {@code Σ I_g} rows with one bit per element of a group, set where the basis is +1
 */
public record MultiBitWeights(
    Shape shape, Grouping grouping, byte[] bitwidths, float[] coordinates, BitMatrix planes)
    implements PackedWeights {

  /**
   * Checks that everything fits together and is canonical.
   *
   * @throws IllegalArgumentException if the shape cannot be grouped so, a length is another, a
   *     bitwidth is out of range, or a coordinate is negative, not finite or less than the one in
   *     front of it in its group
   */
  public MultiBitWeights {
    GroupLayout layout = grouping.layout(shape);
    requireLength("bitwidths", layout.groups(), bitwidths.length);
    int most = Math.min(MultiBitTensor.MAX_BITWIDTH, layout.size());
    int total = 0;
    for (int g = 0; g < bitwidths.length; g++) {
      if (bitwidths[g] < 0 || bitwidths[g] > most) {
        throw new IllegalArgumentException(
            "group " + g + " has the bitwidth " + (bitwidths[g] & 0xFF) + ", more than " + most);
      }
      total += bitwidths[g];
    }
    requireLength("coordinates", total, coordinates.length);
    requireLength("planes", total, planes.rows());
    requireLength("elements of a group", layout.size(), planes.columns());
    requireCanonical(bitwidths, coordinates);
  }

  /**
   * Packs quantized weights.
   *
   * @param weights not modified; need not be in canonical form
   * @return the same weights
   */
  public static MultiBitWeights of(MultiBitTensor weights) {
    MultiBitTensor canonical = CanonicalForm.of(weights);
    GroupLayout layout = canonical.layout();
    byte[] bitwidths = new byte[layout.groups()];
    float[] coordinates = new float[canonical.coordinates()];
    BitMatrix planes = new BitMatrix(coordinates.length, layout.size());
    int row = 0;
    for (int g = 0; g < bitwidths.length; g++) {
      bitwidths[g] = (byte) canonical.bitwidth(g);
      for (int i = 0; i < bitwidths[g]; i++, row++) {
        coordinates[row] = canonical.coordinate(g, i);
        for (int j = 0; j < layout.size(); j++) {
          if ((canonical.code(g, j) >>> i & 1) != 0) {
            planes.set(row, j);
          }
        }
      }
    }
    return new MultiBitWeights(
        canonical.shape(), canonical.grouping(), bitwidths, coordinates, planes);
  }

  /**
   * The weights as the trainer holds them.
   *
   * @return a new tensor with the same groups, coordinates and bases
   */
  public MultiBitTensor unpack() {
    MultiBitTensor weights = new MultiBitTensor(shape, grouping, MultiBitTensor.MAX_BITWIDTH);
    int n = planes.columns();
    int row = 0;
    for (int g = 0; g < bitwidths.length; g++) {
      float[] alpha = new float[bitwidths[g]];
      byte[] codes = new byte[n];
      for (int i = 0; i < alpha.length; i++, row++) {
        alpha[i] = coordinates[row];
        addPlane(row, i, codes);
      }
      weights.setGroup(g, alpha, codes);
    }
    return weights;
  }

  @Override
  public Tensor reconstruct() {
    Tensor target = Tensor.zeros(shape);
    unpack().reconstruct(target.data());
    return target;
  }

  /** Puts a plane's bits at position i of the codes. */
  private void addPlane(int row, int i, byte[] codes) {
    for (int j = 0; j < codes.length; j++) {
      if (planes.get(row, j)) {
        codes[j] |= (byte) (1 << i);
      }
    }
  }

  private static void requireCanonical(byte[] bitwidths, float[] coordinates) {
    int row = 0;
    for (int g = 0; g < bitwidths.length; g++) {
      float least = 0;
      for (int i = 0; i < bitwidths[g]; i++, row++) {
        float alpha = coordinates[row];
        if (!(alpha >= least) || alpha == Float.POSITIVE_INFINITY) {
          throw new IllegalArgumentException(
              "coordinate " + i + " of group " + g + " is " + alpha + " behind " + least);
        }
        least = alpha;
      }
    }
  }

  private static void requireLength(String what, int expected, int actual) {
    if (actual != expected) {
      throw new IllegalArgumentException(actual + " " + what + " where " + expected + " belong");
    }
  }
}
