package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Products against three plain loops in double precision. */
class GemmTest {

  private static final long SEED = 11;

  /** How a matrix lies in its array. */
  private enum Lie {
    PLAIN,
    TRANSPOSED,
    INSIDE_A_WIDER_ONE,
    TRANSPOSED_INSIDE_A_WIDER_ONE;

    MatrixView random(int rows, int columns, long seed) {
      return switch (this) {
        case PLAIN -> MatrixView.of(Numbers.random(seed, rows * columns), rows, columns);
        case TRANSPOSED ->
            MatrixView.of(Numbers.random(seed, rows * columns), columns, rows).transposed();
        case INSIDE_A_WIDER_ONE -> inside(rows, columns, seed);
        case TRANSPOSED_INSIDE_A_WIDER_ONE -> inside(columns, rows, seed).transposed();
      };
    }

    private static MatrixView inside(int rows, int columns, long seed) {
      int step = columns + 3;
      return new MatrixView(Numbers.random(seed, 5 + rows * step + 2), 5, rows, columns, step, 1);
    }
  }

  /** Odd ones, block borders of rows (128), depth (384) and columns, and empty ones. */
  private static final int[][] EXTENTS = {
    {1, 1, 1},
    {1, 7, 1},
    {3, 1, 5},
    {7, 9, 8},
    {8, 16, 32},
    {9, 17, 33},
    {31, 384, 31},
    {33, 385, 65},
    {129, 64, 40},
    {257, 3, 129},
    {5, 769, 3},
    {2, 5, 1100},
    {4, 0, 6},
    {0, 4, 6},
    {4, 6, 0}
  };

  static Stream<int[]> extents() {
    return Stream.of(EXTENTS);
  }

  @ParameterizedTest
  @MethodSource("extents")
  void theProductIsAdded(int[] mkn) {
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels)) {
            for (Lie left : Lie.values()) {
              for (Lie right : Lie.values()) {
                check(engine, mkn, left, right);
              }
            }
          }
        });
  }

  private static void check(Engine engine, int[] mkn, Lie left, Lie right) {
    MatrixView a = left.random(mkn[0], mkn[1], SEED);
    MatrixView b = right.random(mkn[1], mkn[2], SEED + 1);
    MatrixView c = Lie.INSIDE_A_WIDER_ONE.random(mkn[0], mkn[2], SEED + 2);
    Expected expected = Expected.of(c.data());
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < b.columns(); j++) {
        for (int k = 0; k < a.columns(); k++) {
          expected.add(position(c, i, j), at(a, i, k) * at(b, k, j));
        }
      }
    }
    float[] aBefore = a.data().clone();
    float[] bBefore = b.data().clone();
    MatrixView again =
        new MatrixView(
            c.data().clone(), c.offset(), c.rows(), c.columns(), c.rowStep(), c.columnStep());
    Gemm.multiplyAdd(engine, a, b, c);
    String what =
        engine.kernels().name()
            + (" " + mkn[0] + "×" + mkn[1] + "×" + mkn[2] + " ")
            + (left + " " + right + " seed " + SEED);
    expected.check(c.data(), 3 + 2.0 * mkn[1], what);
    assertArrayEquals(aBefore, a.data(), what);
    assertArrayEquals(bBefore, b.data(), what);
    Gemm.multiplyAdd(engine, a, PackedMatrix.of(engine, b), again);
    assertArrayEquals(c.data(), again.data(), what + " packed");
  }

  private static int position(MatrixView m, int i, int j) {
    return m.offset() + i * m.rowStep() + j * m.columnStep();
  }

  private static double at(MatrixView m, int i, int j) {
    return m.data()[position(m, i, j)];
  }

  /** Of few rows a smaller tile is computed; the sums are the same. */
  @Test
  void rowsHaveTheSameBitsAmongOthers() {
    int m = 9;
    int k = 401;
    int n = 67;
    float[] a = Numbers.random(SEED, m * k);
    MatrixView b = MatrixView.of(Numbers.random(SEED + 1, k * n), k, n);
    Numbers.sets()
        .forEach(kernels -> {
          float[] all = new float[m * n];
          try (Engine engine = Engine.start(2, kernels)) {
            Gemm.multiplyAdd(engine, MatrixView.of(a, m, k), b, MatrixView.of(all, m, n));
            for (int rows = 1; rows < m; rows++) {
              float[] some = new float[rows * n];
              MatrixView last = new MatrixView(a, (m - rows) * k, rows, k, k, 1);
              Gemm.multiplyAdd(engine, last, b, MatrixView.of(some, rows, n));
              float[] expected = Arrays.copyOfRange(all, (m - rows) * n, m * n);
              assertArrayEquals(expected, some, kernels.name() + " " + rows + " seed " + SEED);
            }
          }
        });
  }

  @Test
  void extentsThatDoNotFitAreNamed() {
    MatrixView a = MatrixView.of(new float[6], 2, 3);
    MatrixView b = MatrixView.of(new float[8], 4, 2);
    MatrixView fits = MatrixView.of(new float[6], 3, 2);
    MatrixView c = MatrixView.of(new float[4], 2, 2);
    MatrixView wrong = MatrixView.of(new float[6], 2, 3);
    try (Engine engine = Engine.start(1)) {
      assertRefused(() -> Gemm.multiplyAdd(engine, a, b, c), "2×3", "4×2", "2×2");
      PackedMatrix packed = PackedMatrix.of(engine, b);
      assertRefused(() -> Gemm.multiplyAdd(engine, a, packed, c), "2×3", "4×2", "2×2");
      assertRefused(() -> Gemm.multiplyAdd(engine, a, fits, wrong), "2×3", "3×2");
      assertRefused(() -> Gemm.multiplyAdd(engine, a, fits, c.transposed()), "columns");
    }
  }

  @Test
  void aViewMustLieInsideItsArray() {
    float[] data = new float[6];
    assertRefused(() -> MatrixView.of(data, 2, 4), "2×4", "6");
    assertRefused(() -> new MatrixView(data, 1, 2, 3, 3, 1), "2×3", "6");
    assertRefused(() -> new MatrixView(data, -1, 2, 2, 2, 1));
    assertRefused(() -> new MatrixView(data, 0, -1, 2, 2, 1));
    assertRefused(() -> new MatrixView(data, 0, 1 << 20, 1 << 20, 1 << 20, 1));
  }
}
