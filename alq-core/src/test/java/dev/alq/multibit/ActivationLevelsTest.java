package dev.alq.multibit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.Kernels;
import dev.alq.kernel.RankSums;
import dev.alq.tensor.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ActivationLevelsTest {

  private static final long SEED = 61;
  private static final Kernels KERNELS = KernelChoice.kernels();

  private static ActivationLevels random(int bitwidth, SplittableRandom random) {
    float[] coordinates = new float[bitwidth];
    for (int i = 0; i < bitwidth; i++) {
      // Now and then equal to the one before it, or zero.
      float fresh = random.nextInt(6) == 0 ? 0 : (float) random.nextDouble();
      coordinates[i] = i > 0 && random.nextInt(5) == 0 ? coordinates[i - 1] : fresh;
    }
    return new ActivationLevels((float) random.nextDouble(-1, 1), coordinates);
  }

  /** Numbers around all levels, thresholds included. */
  private static float[] numbers(ActivationLevels levels, SplittableRandom random) {
    float[] numbers = new float[1000];
    for (int i = 0; i < numbers.length; i++) {
      int rank = random.nextInt(levels.ranks());
      float near = i % 2 == 0 ? levels.level(rank) : levels.threshold(Math.max(0, rank - 1));
      numbers[i] =
          switch (i % 5) {
            case 0 -> near;
            case 1 -> Math.nextDown(near);
            default -> (float) random.nextDouble(levels.base() - 1, levels.highest() + 1);
          };
      if (!Float.isFinite(numbers[i])) {
        numbers[i] = -0f;
      }
    }
    return numbers;
  }

  @Test
  void valuesAreTheFormula() {
    ActivationLevels levels = new ActivationLevels(-0.5f, 1, 0.25f);
    float[] expected = {-0.5f, 1.5f, 0, 2};
    for (int code = 0; code < 4; code++) {
      assertEquals(expected[code], levels.value(code), "code " + code);
    }
    assertEquals(0.75f, levels.reference());
    assertEquals(-0.5f, levels.base());
    assertEquals(2, levels.highest());
    assertEquals(2, levels.bitwidth());
    assertArrayEquals(new float[] {1, 0.25f}, levels.coordinates());
  }

  @Test
  void ranksAscendAndKeepTheLowestCode() {
    SplittableRandom random = Seeds.generator(SEED, 1);
    for (int bitwidth = 1; bitwidth <= 8; bitwidth++) {
      ActivationLevels levels = random(bitwidth, random);
      String what = levels + ", seed " + SEED;
      for (int rank = 0; rank < levels.ranks(); rank++) {
        assertEquals(levels.level(rank), levels.value(levels.code(rank)), what);
        if (rank > 0) {
          assertTrue(levels.level(rank - 1) < levels.level(rank), what);
          assertTrue(levels.level(rank - 1) < levels.threshold(rank - 1), what);
          assertTrue(levels.threshold(rank - 1) <= levels.level(rank), what);
        }
      }
      for (int code = 0; code < 1 << bitwidth; code++) {
        int rank = levels.rank(levels.value(code));
        assertEquals(levels.value(code), levels.level(rank), what);
        assertTrue(levels.code(rank) <= code, what);
      }
    }
  }

  @Test
  void valuesNeedNotBeOrderedLikeCodes() {
    ActivationLevels levels = new ActivationLevels(0, 1, 1.1f, 1.2f);
    assertEquals(4, levels.code(3), "0, 2, 2.2 and 2.4 are the lowest levels");
    assertEquals(3, levels.code(4), "2 + 2.2 comes next");
  }

  /** The nearest value by exhaustive search, the lower of two; projecting twice changes nothing. */
  @Test
  void quantizingFindsTheNearestValue() {
    SplittableRandom random = Seeds.generator(SEED, 2);
    for (int bitwidth = 1; bitwidth <= 8; bitwidth++) {
      for (int repeat = 0; repeat < 5; repeat++) {
        ActivationLevels levels = random(bitwidth, random);
        float[] x = numbers(levels, random);
        float[] y = new float[x.length];
        levels.quantize(KERNELS.activations(), x, y, 0, x.length);
        byte[] codes = new byte[x.length];
        levels.encode(KERNELS.groups(), x, 0, x.length, codes, 0, new int[x.length]);
        for (int i = 0; i < x.length; i++) {
          String what = x[i] + " among " + levels + ", seed " + SEED;
          double nearest = Double.POSITIVE_INFINITY;
          for (int code = 0; code < 1 << bitwidth; code++) {
            double distance = Math.abs((double) x[i] - levels.value(code));
            double best = Math.abs(x[i] - nearest);
            if (distance < best || (distance == best && levels.value(code) < nearest)) {
              nearest = levels.value(code);
            }
          }
          assertEquals((float) nearest, y[i], what);
          assertEquals(y[i], levels.value(codes[i] & 0xFF), what);
          assertEquals(y[i], levels.level(levels.rank(x[i])), what);
        }
        float[] again = y.clone();
        levels.quantize(KERNELS.activations(), again, again, 0, again.length);
        assertArrayEquals(y, again, levels + ", seed " + SEED);
      }
    }
  }

  @Test
  void numbersAreCountedByRank() {
    ActivationLevels levels = new ActivationLevels(0, 0.5f, 1);
    RankSums sums = new RankSums(2);
    float[] x = {-3, 0.25f, 0.5f, 0.75f, 2.25f, 2.75f, 9};
    levels.addRanks(KERNELS.activations(), x, 0, x.length, sums);
    assertArrayEquals(new double[] {3, 0.75, 1, 0.75, 1, 2.25, 2, 11.75}, sums.sums());
  }

  @Test
  void equalLevelsAreEqual() {
    ActivationLevels levels = new ActivationLevels(-0f, 1, 2);
    assertEquals(new ActivationLevels(0, 1, 2), levels);
    assertEquals(new ActivationLevels(0, 1, 2).hashCode(), levels.hashCode());
    assertNotEquals(new ActivationLevels(0, 2, 1), levels);
    assertNotEquals(new ActivationLevels(1, 1, 2), levels);
  }

  @Test
  void otherLevelsAreRefused() {
    float huge = Float.MAX_VALUE;
    assertThrows(IllegalArgumentException.class, () -> new ActivationLevels(0));
    assertThrows(IllegalArgumentException.class, () -> new ActivationLevels(0, new float[9]));
    assertThrows(IllegalArgumentException.class, () -> new ActivationLevels(0, -1));
    assertThrows(IllegalArgumentException.class, () -> new ActivationLevels(0, Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> new ActivationLevels(Float.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new ActivationLevels(0, huge, huge));
  }
}
