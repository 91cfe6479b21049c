package dev.alq.bits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against sums over single weights. */
class TableProductTest {

  private static final long SEED = 20_200_618;

  /** A basis of a row, sign by sign. */
  private record Basis(int row, int group, boolean[] plus, float coordinate) {

    int[] words() {
      int[] words = new int[Math.ceilDiv(plus.length, Integer.SIZE)];
      for (int j = 0; j < plus.length; j++) {
        words[j / Integer.SIZE] |= plus[j] ? 1 << j % Integer.SIZE : 0;
      }
      return words;
    }
  }

  /** Inputs are dealt out to the groups in turn, so no group's inputs lie side by side. */
  private static int[][] inputs(int groups, int size) {
    int[][] inputs = new int[groups][size];
    for (int g = 0; g < groups; g++) {
      for (int j = 0; j < size; j++) {
        inputs[g][j] = j * groups + g;
      }
    }
    return inputs;
  }

  private static List<Basis> bases(int rows, int groups, int size, int most) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Basis> bases = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      for (int g = 0; g < groups; g++) {
        for (int i = random.nextInt(most + 1); i > 0; i--) {
          boolean[] plus = new boolean[size];
          for (int j = 0; j < size; j++) {
            plus[j] = random.nextBoolean();
          }
          bases.add(new Basis(row, g, plus, random.nextFloat()));
        }
      }
    }
    return bases;
  }

  private static TableProduct product(int rows, int[][] inputs, List<Basis> bases) {
    TableProduct.Builder builder = new TableProduct.Builder(rows, inputs);
    bases.forEach(b -> builder.add(b.row(), b.group(), b.words(), b.coordinate()));
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({"1,1,1,1,1", "3,2,33,1,2", "130,3,64,2,1", "300,2,50,3,9", "17,1,4,0,2"})
  void sumsAreThoseOverSingleWeights(int rows, int groups, int size, int most, int batch) {
    int[][] inputs = inputs(groups, size);
    List<Basis> bases = bases(rows, groups, size, most);
    int length = groups * size;
    SplittableRandom random = new SplittableRandom(SEED + 1);
    float[] x = new float[batch * length];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextFloat() - 0.5f;
    }
    double[] expected = new double[batch * rows];
    double[] magnitudes = new double[batch * rows];
    for (int n = 0; n < batch; n++) {
      for (Basis basis : bases) {
        for (int j = 0; j < size; j++) {
          double term = (double) basis.coordinate() * x[n * length + inputs[basis.group()][j]];
          expected[n * rows + basis.row()] += basis.plus()[j] ? term : -term;
          magnitudes[n * rows + basis.row()] += Math.abs(term);
        }
      }
    }
    TableProduct product = product(rows, inputs, bases);
    float[] result = run(product, 1, batch, x, length);
    for (int i = 0; i < result.length; i++) {
      double bound = 1e-6 * magnitudes[i] + 1e-7;
      assertEquals(1 + expected[i], result[i], bound, "sum " + i + ", seed " + SEED);
    }
    assertArrayEquals(result, run(product, 3, batch, x, length), "three threads");
  }

  private static float[] run(TableProduct product, int threads, int batch, float[] x, int length) {
    float[] y = new float[batch * product.rows()];
    Arrays.fill(y, 1);
    try (Engine engine = Engine.start(threads)) {
      product.addTo(engine, batch, x, length, y);
    }
    return y;
  }

  @Test
  void absentBasesTakeNoMemory() {
    int[][] inputs = inputs(2, 64);
    List<Basis> all = bases(128, 2, 64, 1);
    TableProduct full = product(128, inputs, all);
    TableProduct none = product(128, inputs, List.of());
    assertEquals(0, none.bytes());
    assertEquals(0, none.operations());
    assertTrue(full.operations() >= 64L * all.size());
    assertTrue(full.operations() < 64L * (all.size() + 2 * 16), "less than a block per group");
  }

  @Test
  void builderRefusesWhatDoesNotFit() {
    TableProduct.Builder builder = new TableProduct.Builder(2, inputs(1, 40));
    assertThrows(IllegalArgumentException.class, () -> builder.add(0, 0, new int[1], 1));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.add(2, 0, new int[2], 1));
    assertThrows(IndexOutOfBoundsException.class, () -> builder.add(0, 1, new int[2], 1));
    assertThrows(IllegalArgumentException.class, () -> new TableProduct.Builder(0, new int[0][]));
  }
}
