package dev.alq.bits;

import java.util.Objects;

/** Rows of bits in the layout of this package. Tail bits are zero, always. */
public final class BitMatrix {

  private static final int WORD_BITS = Long.SIZE;
  private static final int WORD_BYTES = Long.BYTES;

  private final int rows;
  private final int columns;
  private final int wordsPerRow;
  private final long[] words;

  /**
   * Creates a matrix of clear bits.
   *
   * @param rows number of rows, 0 or more
   * @param columns bits per row, 0 or more
   * @throws IllegalArgumentException if a number is negative or the words exceed an array
   */
  public BitMatrix(int rows, int columns) {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException("a matrix of " + rows + " rows of " + columns + " bits");
    }
    this.rows = rows;
    this.columns = columns;
    this.wordsPerRow = Math.ceilDiv(columns, WORD_BITS);
    long total = (long) rows * wordsPerRow;
    if (total > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          rows + " rows of " + columns + " bits are more words than an array holds");
    }
    this.words = new long[(int) total];
  }

  /**
   * Unpacks bytes.
   *
   * @param rows number of rows, 0 or more
   * @param columns bits per row, 0 or more
   * @param packed {@code rows} times {@code bytesPerRow(columns)} bytes, row after row, least
   *     significant bit first; not modified
   * @return a new matrix
   * @throws IllegalArgumentException if the length is another or a tail bit is set
   */
  public static BitMatrix ofBytes(int rows, int columns, byte[] packed) {
    int bytesPerRow = bytesPerRow(columns);
    if (packed.length != (long) rows * bytesPerRow) {
      throw new IllegalArgumentException(
          rows + " rows of " + columns + " bits are not packed in " + packed.length + " bytes");
    }
    BitMatrix matrix = new BitMatrix(rows, columns);
    int tail = columns % Byte.SIZE;
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < bytesPerRow; k++) {
        long bits = packed[row * bytesPerRow + k] & 0xFFL;
        if (tail != 0 && k == bytesPerRow - 1 && bits >>> tail != 0) {
          throw new IllegalArgumentException("row " + row + " has a bit behind its last column");
        }
        matrix.words[row * matrix.wordsPerRow + k / WORD_BYTES] |=
            bits << (k % WORD_BYTES * Byte.SIZE);
      }
    }
    return matrix;
  }

  /**
   * The size of a packed row.
   *
   * @param columns bits per row, 0 or more
   * @return {@code ⌈columns/8⌉}
   */
  public static int bytesPerRow(int columns) {
    return Math.ceilDiv(columns, Byte.SIZE);
  }

  /**
   * Packs all rows, each padded to whole bytes.
   *
   * @return a new array, row after row, least significant bit first
   * @throws ArithmeticException if the bytes exceed an array
   */
  public byte[] toBytes() {
    int bytesPerRow = bytesPerRow(columns);
    byte[] packed = new byte[Math.multiplyExact(rows, bytesPerRow)];
    for (int row = 0; row < rows; row++) {
      for (int k = 0; k < bytesPerRow; k++) {
        long word = words[row * wordsPerRow + k / WORD_BYTES];
        packed[row * bytesPerRow + k] = (byte) (word >>> (k % WORD_BYTES * Byte.SIZE));
      }
    }
    return packed;
  }

  /**
   * The number of rows.
   *
   * @return 0 or more
   */
  public int rows() {
    return rows;
  }

  /**
   * The number of bits in each row.
   *
   * @return 0 or more
   */
  public int columns() {
    return columns;
  }

  /**
   * The number of words in each row.
   *
   * @return {@code ⌈columns()/64⌉}
   */
  public int wordsPerRow() {
    return wordsPerRow;
  }

  /**
   * The words themselves, not a copy.
   *
   * @return {@code rows()·wordsPerRow()} words, row after row; not to be modified
   */
  public long[] words() {
    return words;
  }

  /**
   * Reads a bit.
   *
   * @param row from 0 to {@code rows() - 1}
   * @param column from 0 to {@code columns() - 1}
   * @return whether it is set
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public boolean get(int row, int column) {
    return (words[word(row, column)] >>> (column % WORD_BITS) & 1) != 0;
  }

  /**
   * Sets a bit.
   *
   * @param row from 0 to {@code rows() - 1}
   * @param column from 0 to {@code columns() - 1}
   * @throws IndexOutOfBoundsException if there is no such bit
   */
  public void set(int row, int column) {
    words[word(row, column)] |= 1L << (column % WORD_BITS);
  }

  /**
   * Copies a row in words of 32 bits.
   *
   * @param row from 0 to {@code rows() - 1}
   * @param target its first {@code ⌈columns()/32⌉} elements are overwritten
   * @throws IndexOutOfBoundsException if there is no such row or the target is too short
   */
  public void copyRow(int row, int[] target) {
    Objects.checkIndex(row, rows);
    for (int k = 0; k < Math.ceilDiv(columns, Integer.SIZE); k++) {
      target[k] = (int) (words[row * wordsPerRow + k / 2] >>> (k % 2 * Integer.SIZE));
    }
  }

  private int word(int row, int column) {
    Objects.checkIndex(row, rows);
    Objects.checkIndex(column, columns);
    return row * wordsPerRow + column / WORD_BITS;
  }

  @Override
  public String toString() {
    return "BitMatrix[" + rows + ", " + columns + "]";
  }
}
