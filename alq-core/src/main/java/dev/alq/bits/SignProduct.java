package dev.alq.bits;

import dev.alq.kernel.BitKernels;
import dev.alq.kernel.BitTerms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The left operand of products of signs, prepared: rows that are sums over groups, each group with
 * any number of bases of ±1 and a coefficient for each plane of the right operand. Immutable.
 *
 * <p>The right operand stands in a panel as {@link BitKernels} describes it: the rows of plane 0,
 * then those of plane 1 and so on, {@link #panelRows()} each. Word k of group g is row {@code
 * g·groupRows() + k} of a plane; {@link #groupRows()} may exceed the words of a group, and the rows
 * between must then be clear.
 */
public final class SignProduct {

  /** Longer terms gain nothing; shorter ones convert more counts to floats. */
  private static final int MOST_WORDS = 16;

  /** What is read again for each row of the left operand should stay in the first cache. */
  private static final int BLOCK_ROWS = 96;

  /** The terms that meet neighbouring rows of a panel. */
  private record Block(BitTerms terms, int panelRow, float[][] coefficients) {}

  private final int rows;
  private final int planes;
  private final int groupRows;
  private final int panelRows;
  private final List<Block> blocks;

  private SignProduct(int rows, int planes, int groupRows, int panelRows, List<Block> blocks) {
    this.rows = rows;
    this.planes = planes;
    this.groupRows = groupRows;
    this.panelRows = panelRows;
    this.blocks = blocks;
  }

  /**
   * The number of rows of the left operand.
   *
   * @return at least 1
   */
  public int rows() {
    return rows;
  }

  /**
   * The number of planes of the right operand.
   *
   * @return at least 1
   */
  public int planes() {
    return planes;
  }

  /**
   * The panel's rows for each group.
   *
   * @return at least the words of a group
   */
  public int groupRows() {
    return groupRows;
  }

  /**
   * The panel's rows for each plane.
   *
   * @return groups times {@link #groupRows()}
   */
  public int panelRows() {
    return panelRows;
  }

  /**
   * The number of terms in all rows, once for each plane.
   *
   * @return 0 or more
   */
  public long terms() {
    return (long) planes * blocks.stream().mapToLong(b -> b.terms().places().length).sum();
  }

  /**
   * The signs that are compared for one column of a panel.
   *
   * @return words times 32, padding included
   */
  public long operations() {
    return (long) planes
        * BitTerms.WORD_BITS
        * blocks.stream().mapToLong(b -> b.terms().words().length).sum();
  }

  /**
   * The memory that signs and coefficients take.
   *
   * @return bytes
   */
  public long bytes() {
    long words = blocks.stream().mapToLong(b -> b.terms().words().length).sum();
    return Integer.BYTES * words + Float.BYTES * terms();
  }

  /**
   * Adds products to sums: for each row f, column i and basis of f, its coefficient in each plane
   * times {@code d − 16·groupRows()}, where d is the number of differing signs: counted from the
   * middle, what is added is as small as the products of the signs, and its rounding with it.
   *
   * @param kernels what computes
   * @param fromRow first row
   * @param toRow end of the rows
   * @param panel the right operand, {@code planes()·panelRows()} rows; not modified
   * @param panelOffset where it begins
   * @param columns how many columns are wanted, from 1 to {@code kernels.lanes()}
   * @param sums a row of {@code kernels.lanes()} for each row from {@code fromRow}; modified
   * @param sumsOffset where they begin
   */
  public void addTo(
      BitKernels kernels,
      int fromRow,
      int toRow,
      int[] panel,
      int panelOffset,
      int columns,
      float[] sums,
      int sumsOffset) {
    for (int b = 0; b < blocks.size(); b++) { // an iterator would be garbage of every call
      Block block = blocks.get(b);
      for (int a = 0; a < planes; a++) {
        int row = a * panelRows + block.panelRow();
        kernels.addTerms(
            block.terms(),
            block.coefficients()[a],
            fromRow,
            toRow,
            panel,
            panelOffset + row * kernels.lanes(),
            columns,
            sums,
            sumsOffset);
      }
    }
  }

  /**
   * The panel's rows for each group of a product to be.
   *
   * @param groupWords words of 32 signs in each group, at least 1
   * @return what {@link #groupRows()} will be
   */
  public static int groupRows(int groupWords) {
    return Math.ceilDiv(groupWords, MOST_WORDS) * width(groupWords);
  }

  /** The words of a term: groups are cut into as few as can be, of equal widths. */
  private static int width(int groupWords) {
    return Math.ceilDiv(groupWords, Math.ceilDiv(groupWords, MOST_WORDS));
  }

  /** Collects the bases of all rows, in the order of the rows. */
  public static final class Builder {

    /** A run of words of a basis, and the row of a plane that it begins at. */
    private record Term(int row, int place, int[] words, float[] coefficient) {}

    private final int rows;
    private final int planes;
    private final int groups;
    private final int groupWords;
    private final int groupTerms;
    private final int width;
    private final List<Term> terms = new ArrayList<>();

    /**
     * Starts without any basis.
     *
     * @param rows rows of the left operand, at least 1
     * @param planes planes of the right operand, at least 1
     * @param groups groups in each row, at least 1
     * @param groupWords words of 32 signs in each group, at least 1
     * @throws IllegalArgumentException if a number is less
     */
    public Builder(int rows, int planes, int groups, int groupWords) {
      if (rows < 1 || planes < 1 || groups < 1 || groupWords < 1) {
        throw new IllegalArgumentException(
            rows + " rows, " + planes + " planes, " + groups + " groups of " + groupWords);
      }
      this.rows = rows;
      this.planes = planes;
      this.groups = groups;
      this.groupWords = groupWords;
      groupTerms = Math.ceilDiv(groupWords, MOST_WORDS);
      width = width(groupWords);
    }

    /**
     * Adds a basis.
     *
     * @param row the row it belongs to, not less than that of the basis before
     * @param group its group
     * @param signs one word for each 32 signs of the group, a set bit for plus, tail bits clear;
     *     not modified
     * @param coefficient for each plane what a differing sign counts; copied
     * @return this
     * @throws IllegalArgumentException if a length is another or the rows do not ascend
     * @throws IndexOutOfBoundsException if there is no such row or group
     */
    public Builder add(int row, int group, int[] signs, float[] coefficient) {
      Objects.checkIndex(row, rows);
      Objects.checkIndex(group, groups);
      if (signs.length != groupWords || coefficient.length != planes) {
        throw new IllegalArgumentException(
            signs.length + " words and " + coefficient.length + " coefficients");
      }
      if (!terms.isEmpty() && terms.getLast().row() > row) {
        throw new IllegalArgumentException("row " + row + " behind " + terms.getLast().row());
      }
      int groupRows = groupTerms * width;
      int[] padded = Arrays.copyOf(signs, groupRows);
      float[] own = coefficient.clone();
      for (int from = 0; from < groupRows; from += width) {
        int[] words = Arrays.copyOfRange(padded, from, from + width);
        terms.add(new Term(row, group * groupRows + from, words, own));
      }
      return this;
    }

    /**
     * Prepares the product.
     *
     * @return the bases added so far
     */
    public SignProduct build() {
      int panelRows = groups * groupTerms * width;
      int blockRows = Math.max(1, BLOCK_ROWS / width) * width;
      List<List<Term>> blocks = new ArrayList<>();
      for (int row = 0; row < panelRows; row += blockRows) {
        blocks.add(new ArrayList<>());
      }
      terms.forEach(term -> blocks.get(term.place() / blockRows).add(term));
      List<Block> prepared = new ArrayList<>();
      for (int b = 0; b < blocks.size(); b++) {
        int from = b * blockRows;
        prepared.add(block(blocks.get(b), from, Math.min(blockRows, panelRows - from)));
      }
      return new SignProduct(rows, planes, groupTerms * width, panelRows, List.copyOf(prepared));
    }

    private Block block(List<Term> members, int panelRow, int blockRows) {
      int[] words = new int[members.size() * width];
      int[] places = new int[members.size()];
      int[] starts = new int[rows + 1];
      float[][] coefficients = new float[planes][members.size()];
      for (int t = 0; t < places.length; t++) {
        Term term = members.get(t);
        System.arraycopy(term.words(), 0, words, t * width, width);
        places[t] = term.place() - panelRow;
        starts[term.row() + 1]++;
        for (int a = 0; a < planes; a++) {
          coefficients[a][t] = term.coefficient()[a];
        }
      }
      Arrays.parallelPrefix(starts, Integer::sum);
      return new Block(
          new BitTerms(blockRows, width, words, places, starts), panelRow, coefficients);
    }
  }
}
