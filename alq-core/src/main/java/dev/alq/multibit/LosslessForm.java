package dev.alq.multibit;

import java.util.Arrays;

/**
 * The same weights with fewer bases. Three things need no basis of their own: a coordinate that is
 * 0; a basis that is another one or its complement, since {@code α_i β + α_j (±β) = (α_i ± α_j) β};
 * and all beyond the number of magnitudes, since k magnitudes {@code m_1 > … > m_k} are the weights
 * of k bases with the coordinates
 *
 * <pre>
 *   x_j = (m_1 − m_j) / 2 for j ≥ 2,   x_1 = m_1 − Σ_{j ≥ 2} x_j
 * </pre>
 *
 * <p>where {@code m_1} has the sign + in all of them, {@code m_j} in all but the j-th, and a
 * negative weight the opposite signs. So a group never needs more bases than it has weights.
 */
public final class LosslessForm {

  private LosslessForm() {}

  /**
   * One group.
   *
   * @param coordinates one per basis, 0 or more
   * @param codes one per weight; bit i is set where basis i is +1
   */
  public record Group(float[] coordinates, byte[] codes) {}

  /**
   * Rewrites weights with as few bases as the rules of this class give. A weight changes at most by
   * the roundings of new coordinates to float.
   *
   * @param weights not modified
   * @return a new tensor whose groups have non-negative coordinates
   */
  public static MultiBitTensor of(MultiBitTensor weights) {
    MultiBitTensor result = weights.copy();
    for (int g = 0; g < weights.layout().groups(); g++) {
      Group reduced = of(weights.coordinatesOf(g), weights.codesOf(g));
      result.setGroup(g, reduced.coordinates(), reduced.codes());
    }
    return result;
  }

  /**
   * Rewrites one group, see {@link #of(MultiBitTensor)}.
   *
   * @param coordinates one per basis, at most {@link MultiBitTensor#MAX_BITWIDTH}; not modified
   * @param codes one per weight of the group, at least one; not modified
   * @return the same weights with at most as many bases as there are magnitudes among them, from
   *     which this method makes the same again
   */
  public static Group of(float[] coordinates, byte[] codes) {
    Group reduced = reduced(coordinates, codes);
    // Rounding may have made coordinates or magnitudes equal that were different before.
    return reduced.coordinates.length < coordinates.length
        ? of(reduced.coordinates, reduced.codes)
        : reduced;
  }

  private static Group reduced(float[] coordinates, byte[] codes) {
    Group merged = merge(coordinates, codes);
    float[] magnitudes = magnitudes(merged);
    if (magnitudes.length == 1 && magnitudes[0] == 0) {
      return new Group(new float[0], new byte[codes.length]);
    }
    return magnitudes.length < merged.coordinates.length
        ? withoutZeros(fromMagnitudes(magnitudes, merged))
        : nonNegative(merged.coordinates, merged.codes);
  }

  /** Every basis stands once, and no coordinate is 0. */
  private static Group merge(float[] coordinates, byte[] codes) {
    float[] alpha = coordinates.clone();
    for (int i = 0; i < alpha.length; i++) {
      for (int k = i + 1; k < alpha.length; k++) {
        int sign = relation(codes, i, k);
        if (alpha[k] != 0 && sign != 0) {
          alpha[i] += sign * alpha[k];
          alpha[k] = 0;
        }
      }
    }
    int[] kept = new int[alpha.length];
    int count = 0;
    for (int i = 0; i < alpha.length; i++) {
      if (alpha[i] != 0) {
        kept[count++] = i;
      }
    }
    float[] left = new float[count];
    byte[] leftCodes = new byte[codes.length];
    for (int i = 0; i < count; i++) {
      left[i] = alpha[kept[i]];
      for (int j = 0; j < codes.length; j++) {
        leftCodes[j] |= (byte) (bit(codes[j], kept[i]) << i);
      }
    }
    return new Group(left, leftCodes);
  }

  /** 1 if two bases are equal, -1 if they are each other's complement, 0 otherwise. */
  private static int relation(byte[] codes, int i, int k) {
    int different = 0;
    for (byte code : codes) {
      different += bit(code, i) ^ bit(code, k);
    }
    return different == 0 ? 1 : different == codes.length ? -1 : 0;
  }

  private static int bit(byte code, int basis) {
    return code >>> basis & 1;
  }

  /** The value of a code as {@link Levels} has it. */
  private static float value(Group group, int j) {
    double sum = 0;
    for (int i = 0; i < group.coordinates.length; i++) {
      sum += bit(group.codes[j], i) == 1 ? group.coordinates[i] : -group.coordinates[i];
    }
    return (float) sum;
  }

  /** The distinct magnitudes of a group, descending. */
  private static float[] magnitudes(Group group) {
    float[] sorted = new float[group.codes.length];
    for (int j = 0; j < sorted.length; j++) {
      sorted[j] = -Math.abs(value(group, j));
    }
    Arrays.sort(sorted);
    int count = 0;
    for (int j = 0; j < sorted.length; j++) {
      if (j == 0 || sorted[j] != sorted[j - 1]) {
        sorted[count++] = sorted[j];
      }
    }
    float[] result = new float[count];
    for (int k = 0; k < count; k++) {
      result[k] = 0 - sorted[k];
    }
    return result;
  }

  private static Group fromMagnitudes(float[] magnitudes, Group group) {
    float[] coordinates = new float[magnitudes.length];
    double first = magnitudes[0];
    for (int j = 1; j < coordinates.length; j++) {
      double coordinate = 0.5 * ((double) magnitudes[0] - magnitudes[j]);
      coordinates[j] = (float) coordinate;
      first -= coordinate;
    }
    coordinates[0] = (float) first;
    int all = (1 << coordinates.length) - 1;
    byte[] codes = new byte[group.codes.length];
    for (int j = 0; j < codes.length; j++) {
      float weight = value(group, j);
      int place = 0;
      while (magnitudes[place] != Math.abs(weight)) {
        place++;
      }
      int positive = place == 0 ? all : all ^ 1 << place;
      codes[j] = (byte) (weight < 0 ? all ^ positive : positive);
    }
    return nonNegative(coordinates, codes);
  }

  /** The first coordinate is 0 where the first magnitude is the sum of the others' distances. */
  private static Group withoutZeros(Group group) {
    Group merged = merge(group.coordinates, group.codes);
    return nonNegative(merged.coordinates, merged.codes);
  }

  private static Group nonNegative(float[] coordinates, byte[] codes) {
    int negative = 0;
    float[] absolute = new float[coordinates.length];
    for (int i = 0; i < absolute.length; i++) {
      negative |= coordinates[i] < 0 ? 1 << i : 0;
      absolute[i] = Math.abs(coordinates[i]);
    }
    byte[] flipped = codes.clone();
    for (int j = 0; j < flipped.length; j++) {
      flipped[j] ^= (byte) negative;
    }
    return new Group(absolute, flipped);
  }
}
