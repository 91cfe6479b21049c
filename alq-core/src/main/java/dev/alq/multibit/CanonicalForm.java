package dev.alq.multibit;

/**
 * The one form among equals that is written to files. The same weights {@code Bα} can be written in
 * many ways: bases may change places, and a coordinate may change its sign together with its basis.
 * The canonical form has {@code 0 ≤ α_0 ≤ α_1 ≤ …} in each group.
 */
public final class CanonicalForm {

  private CanonicalForm() {}

  /**
   * Rewrites weights in canonical form. Values may change by float rounding where the order of the
   * bases, and with it the order of the additions, changes.
   *
   * @param weights not modified
   * @return a new tensor whose groups have non-negative coordinates in ascending order; bases of
   *     equal coordinates keep their order
   */
  public static MultiBitTensor of(MultiBitTensor weights) {
    MultiBitTensor result = weights.copy();
    for (int group = 0; group < result.layout().groups(); group++) {
      result.makeNonNegative(group);
      sortAscending(result, group);
    }
    return result;
  }

  /** Insertion sort of at most eight bases; stable. */
  private static void sortAscending(MultiBitTensor weights, int group) {
    int bitwidth = weights.bitwidth(group);
    int[] order = new int[bitwidth];
    for (int i = 0; i < bitwidth; i++) {
      int k = i;
      float coordinate = weights.coordinate(group, i);
      while (k > 0 && weights.coordinate(group, order[k - 1]) > coordinate) {
        order[k] = order[k - 1];
        k--;
      }
      order[k] = i;
    }
    permute(weights, group, order);
  }

  /** Puts basis {@code order[i]} in place {@code i}. */
  private static void permute(MultiBitTensor weights, int group, int[] order) {
    int size = weights.layout().size();
    float[] coordinates = new float[order.length];
    byte[] codes = new byte[size];
    for (int i = 0; i < order.length; i++) {
      coordinates[i] = weights.coordinate(group, order[i]);
      for (int j = 0; j < size; j++) {
        codes[j] |= (byte) (((weights.code(group, j) >>> order[i]) & 1) << i);
      }
    }
    weights.setGroup(group, coordinates, codes);
  }
}
