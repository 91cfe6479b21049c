package dev.alq.bits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitMatrixTest {

  private static final long SEED = 77_031L;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 25, 27, 63, 64, 65, 127, 128, 129, 147, 1000})
  void bitsWordsAndBytesAgreeWithBitSets(int columns) {
    SplittableRandom random = new SplittableRandom(SEED + columns);
    int rows = 3;
    BitMatrix matrix = new BitMatrix(rows, columns);
    BitSet[] expected = new BitSet[rows];
    for (int row = 0; row < rows; row++) {
      expected[row] = new BitSet(columns);
      for (int column = 0; column < columns; column++) {
        if (row == 2 || random.nextBoolean()) {
          expected[row].set(column);
          matrix.set(row, column);
        }
      }
    }
    byte[] bytes = matrix.toBytes();
    BitMatrix read = BitMatrix.ofBytes(rows, columns, bytes);
    int bytesPerRow = BitMatrix.bytesPerRow(columns);
    for (int row = 0; row < rows; row++) {
      String where = "seed " + SEED + ", columns " + columns + ", row " + row;
      int from = row * matrix.wordsPerRow();
      long[] words = Arrays.copyOfRange(matrix.words(), from, from + matrix.wordsPerRow());
      assertEquals(expected[row], BitSet.valueOf(words), where);
      byte[] packed = Arrays.copyOfRange(bytes, row * bytesPerRow, (row + 1) * bytesPerRow);
      assertEquals(expected[row], BitSet.valueOf(packed), where);
      for (int column = 0; column < columns; column++) {
        assertEquals(expected[row].get(column), read.get(row, column), where);
      }
    }
    assertArrayEquals(matrix.words(), read.words());
  }

  @Test
  void aSetTailBitIsRefused() {
    BitMatrix.ofBytes(2, 9, new byte[] {-1, 1, -1, 1});
    assertThrows(
        IllegalArgumentException.class, () -> BitMatrix.ofBytes(2, 9, new byte[] {-1, 1, -1, 2}));
    assertThrows(
        IllegalArgumentException.class,
        () -> BitMatrix.ofBytes(2, 9, new byte[] {-1, -128, -1, 1}));
  }

  @Test
  void wrongSizesAndPlacesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BitMatrix(-1, 3));
    assertThrows(IllegalArgumentException.class, () -> new BitMatrix(3, -1));
    assertThrows(IllegalArgumentException.class, () -> new BitMatrix(Integer.MAX_VALUE, 65));
    assertThrows(IllegalArgumentException.class, () -> BitMatrix.ofBytes(1, 9, new byte[1]));
    assertThrows(IllegalArgumentException.class, () -> BitMatrix.ofBytes(-1, 8, new byte[1]));
    BitMatrix matrix = new BitMatrix(2, 70);
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(0, 70));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.get(2, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.set(0, -1));
  }

  @Test
  void rowsAreCopiedInWordsOf32Bits() {
    BitMatrix matrix = new BitMatrix(2, 70);
    for (int column : new int[] {0, 31, 32, 63, 69}) {
      matrix.set(1, column);
    }
    int[] words = {7, 7, 7, 7};
    matrix.copyRow(1, words);
    assertArrayEquals(new int[] {0x8000_0001, 0x8000_0001, 1 << 5, 7}, words);
    matrix.copyRow(0, words);
    assertArrayEquals(new int[] {0, 0, 0, 7}, words);
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.copyRow(2, words));
  }
}
