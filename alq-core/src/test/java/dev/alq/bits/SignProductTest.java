package dev.alq.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.kernel.BitKernels;
import dev.alq.kernel.KernelChoice;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against sums over single signs, on both sets of kernels. */
class SignProductTest {

  private static final long SEED = 20_200_617;

  private static Stream<BitKernels> sets() {
    return Stream.of(KernelChoice.scalar().bits(), KernelChoice.kernels().bits());
  }

  /** The bits of a basis, and the bits of an operand, one by one. */
  private record Operands(int rows, int planes, int groups, int n, int bases) {

    /** Rows have from none to all bases in each group, so many groups have none. */
    int bitwidth(int row, int group) {
      return (int) ((row * 31L + group * 17L) % (bases + 1));
    }

    static int sign(int row, int group, int basis, int j) {
      return hash(row, group, basis, j) ? 1 : -1;
    }

    static int level(int plane, int group, int j, int column) {
      return hash(1_000 + plane, group, column, j) ? 1 : -1;
    }

    static float coefficient(int row, int group, int basis, int plane) {
      return (row + 2 * group + 3 * basis + 5 * plane) % 11 - 5;
    }

    private static boolean hash(int a, int b, int c, int d) {
      long seed = ((a * 1_009L + b) * 1_009L + c) * 1_009L + d;
      return new SplittableRandom(SEED + seed).nextInt() < 0;
    }

    int[] words(java.util.function.IntUnaryOperator signOf) {
      int[] words = new int[Math.ceilDiv(n, Integer.SIZE)];
      for (int j = 0; j < n; j++) {
        words[j / Integer.SIZE] |= signOf.applyAsInt(j) > 0 ? 1 << j % Integer.SIZE : 0;
      }
      return words;
    }

    SignProduct product() {
      int groupWords = Math.ceilDiv(n, Integer.SIZE);
      SignProduct.Builder builder = new SignProduct.Builder(rows, planes, groups, groupWords);
      for (int f = 0; f < rows; f++) {
        for (int g = 0; g < groups; g++) {
          for (int i = 0; i < bitwidth(f, g); i++) {
            float[] coefficient = new float[planes];
            for (int a = 0; a < planes; a++) {
              coefficient[a] = coefficient(f, g, i, a);
            }
            int row = f;
            int group = g;
            int basis = i;
            builder.add(f, g, words(j -> sign(row, group, basis, j)), coefficient);
          }
        }
      }
      return builder.build();
    }

    /** All sums are small whole numbers, so floats hold them exactly. */
    float expected(int f, int column) {
      int half = 16 * SignProduct.groupRows(Math.ceilDiv(n, Integer.SIZE));
      float sum = 0;
      for (int g = 0; g < groups; g++) {
        for (int i = 0; i < bitwidth(f, g); i++) {
          for (int a = 0; a < planes; a++) {
            int differing = -half;
            for (int j = 0; j < n; j++) {
              differing += sign(f, g, i, j) == level(a, g, j, column) ? 0 : 1;
            }
            sum += coefficient(f, g, i, a) * differing;
          }
        }
      }
      return sum;
    }

    int[] panel(SignProduct product, int lanes, int columns) {
      int[] panel = new int[planes * product.panelRows() * lanes];
      for (int a = 0; a < planes; a++) {
        for (int g = 0; g < groups; g++) {
          for (int column = 0; column < columns; column++) {
            int plane = a;
            int group = g;
            int pixel = column;
            int[] words = words(j -> level(plane, group, j, pixel));
            for (int k = 0; k < words.length; k++) {
              int row = a * product.panelRows() + g * product.groupRows() + k;
              panel[row * lanes + column] = words[k];
            }
          }
        }
      }
      return panel;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 1, 9, 128, 1",
    "2, 2, 3, 45, 2",
    "2, 1, 2, 1, 3",
    "3, 2, 5, 96, 1",
    "2, 3, 2, 256, 4",
    "2, 1, 1, 600, 2",
    "2, 2, 9, 512, 1",
    "2, 1, 4, 1000, 1",
    "4, 1, 2, 27, 8"
  })
  void sumsAreThoseOfSingleSigns(int rows, int planes, int groups, int n, int bases) {
    Operands operands = new Operands(rows, planes, groups, n, bases);
    SignProduct product = operands.product();
    sets()
        .forEach(kernels -> {
          int lanes = kernels.lanes();
          for (int columns : new int[] {1, 17, 33, Math.min(lanes, 70)}) {
            int[] panel = operands.panel(product, lanes, columns);
            float[] sums = new float[rows * lanes];
            product.addTo(kernels, 0, rows, panel, 0, columns, sums, 0);
            float[] last = new float[lanes];
            product.addTo(kernels, rows - 1, rows, panel, 0, columns, last, 0);
            for (int f = 0; f < rows; f++) {
              for (int i = 0; i < columns; i += 5) {
                String what = kernels.getClass() + " row " + f + " column " + i + " seed " + SEED;
                assertEquals(operands.expected(f, i), sums[f * lanes + i], what);
              }
            }
            assertEquals(sums[(rows - 1) * lanes], last[0], "a range of rows, seed " + SEED);
          }
        });
  }

  @Test
  void whatIsAbsentIsNotCounted() {
    SignProduct.Builder builder = new SignProduct.Builder(2, 2, 3, 2);
    assertEquals(0, builder.build().operations());
    builder.add(0, 1, new int[2], new float[2]).add(1, 0, new int[2], new float[2]);
    SignProduct product = builder.build();
    assertEquals(4, product.terms(), "two bases meet two planes");
    assertEquals(4 * 64, product.operations());
    assertEquals(2 * 2 * Integer.BYTES + 4 * Float.BYTES, product.bytes());
    assertEquals(6, product.panelRows());
    assertEquals(2, product.groupRows());
    assertEquals(2, SignProduct.groupRows(2));
    assertEquals(2 * 9, SignProduct.groupRows(17), "two terms of nine words");
  }

  @Test
  void lengthsAndOrderAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new SignProduct.Builder(0, 1, 1, 1));
    SignProduct.Builder builder = new SignProduct.Builder(2, 1, 1, 2);
    float[] one = {1};
    assertThrows(IllegalArgumentException.class, () -> builder.add(0, 0, new int[1], one));
    assertThrows(IllegalArgumentException.class, () -> builder.add(0, 0, new int[2], new float[2]));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.add(2, 0, new int[2], one));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.add(0, 1, new int[2], one));
    builder.add(1, 0, new int[2], one);
    assertThrows(IllegalArgumentException.class, () -> builder.add(0, 0, new int[2], one));
  }
}
