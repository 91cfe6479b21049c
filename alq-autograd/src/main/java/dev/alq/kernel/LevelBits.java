package dev.alq.kernel;

/**
 * How numbers become planes of bits: number y has as its rank the count of thresholds that are not
 * above it, and the planes hold the bits of the rank's code. The lowest rank has the code 0, so
 * plane a is the exclusive or of the comparisons {@code y ≥ thresholds[k]} over those k at which
 * bit a of the code changes.
 *
 * @param planes number of planes, from 1 to {@link #MAX_PLANES}
 * @param thresholds ascending, at most {@code 2^planes - 1} of them; shared, not to be modified
 * @param changes bit a of {@code changes[k]} is set where plane a changes at threshold k; shared,
 *     not to be modified
 */
public record LevelBits(int planes, float[] thresholds, int[] changes) {

  /** The most planes. */
  public static final int MAX_PLANES = 8;

  /**
   * Checks the lengths and the order.
   *
   * @throws IllegalArgumentException if a length is another or the thresholds do not ascend
   */
  public LevelBits {
    if (planes < 1
        || planes > MAX_PLANES
        || thresholds.length >= 1 << planes
        || changes.length != thresholds.length) {
      throw new IllegalArgumentException(
          planes + " planes, " + thresholds.length + " thresholds, " + changes.length + " changes");
    }
    for (int k = 0; k < thresholds.length; k++) {
      if (Float.isNaN(thresholds[k]) || (k > 0 && thresholds[k] < thresholds[k - 1])) {
        throw new IllegalArgumentException("threshold " + k + " is " + thresholds[k]);
      }
    }
  }

  /**
   * Makes the changes from the codes themselves.
   *
   * @param planes number of planes, from 1 to {@link #MAX_PLANES}
   * @param thresholds ascending, at most {@code 2^planes - 1} of them; shared, not to be modified
   * @param codeOfRank one code more, the first of them 0; not modified
   * @return the same thresholds with the planes that change at each
   * @throws IllegalArgumentException if a length is another, the thresholds do not ascend or the
   *     lowest code is not 0
   */
  public static LevelBits of(int planes, float[] thresholds, int[] codeOfRank) {
    if (codeOfRank.length != thresholds.length + 1 || codeOfRank[0] != 0) {
      throw new IllegalArgumentException(
          codeOfRank.length
              + " codes for "
              + thresholds.length
              + " thresholds; the first must be 0");
    }
    int[] changes = new int[thresholds.length];
    for (int k = 0; k < changes.length; k++) {
      changes[k] = codeOfRank[k] ^ codeOfRank[k + 1];
    }
    return new LevelBits(planes, thresholds, changes);
  }
}
