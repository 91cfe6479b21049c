package dev.alq.kernel;

/**
 * The left operand of a product of bits: rows of signs in groups, a coefficient for each group. Row
 * f is the sum of its <i>terms</i>, and a term is a run of words that meets as many rows of a
 * panel. Rows may have any number of terms, so what a row lacks costs nothing.
 *
 * @param panelRows rows of the panel that the terms meet
 * @param width words in each term, at least 1
 * @param words {@code width} words for each term, 32 signs each, a set bit for plus; tail bits are
 *     clear; shared, not to be modified
 * @param places for each term the row of the panel that its first word meets; shared, not to be
 *     modified
 * @param starts for each row its first term, and at the end the number of terms; shared, not to be
 *     modified
 */
public record BitTerms(int panelRows, int width, int[] words, int[] places, int[] starts) {

  /** The number of signs in a word. */
  public static final int WORD_BITS = Integer.SIZE;

  /**
   * Checks that the lengths fit.
   *
   * @throws IllegalArgumentException if they do not
   */
  public BitTerms {
    int terms = places.length;
    if (width < 1
        || words.length != (long) terms * width
        || starts.length == 0
        || starts[0] != 0
        || starts[starts.length - 1] != terms) {
      throw new IllegalArgumentException(
          terms + " terms of " + width + " words in " + words.length + " words");
    }
    for (int place : places) {
      if (place < 0 || place > panelRows - width) {
        throw new IllegalArgumentException(
            "a term of " + width + " words at row " + place + " of " + panelRows);
      }
    }
    for (int f = 1; f < starts.length; f++) {
      if (starts[f] < starts[f - 1]) {
        throw new IllegalArgumentException("row " + f + " begins before the one above it");
      }
    }
  }

  /**
   * The middle between the least and the largest count of a term.
   *
   * @return half of the signs of a term, tail bits included
   */
  public int half() {
    return width * (WORD_BITS / 2);
  }

  /**
   * The number of rows.
   *
   * @return 0 or more
   */
  public int rows() {
    return starts.length - 1;
  }
}
