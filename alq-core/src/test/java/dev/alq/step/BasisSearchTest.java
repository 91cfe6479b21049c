package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.kernel.KernelChoice;
import dev.alq.multibit.Levels;
import dev.alq.tensor.Seeds;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BasisSearchTest {

  private static final long SEED = 17;

  /** The lowest code among the nearest values, by trying all. */
  private static int bruteForce(Levels levels, float target) {
    int best = 0;
    for (int code = 1; code < levels.count(); code++) {
      if (isNearer(levels.value(code), levels.value(best), target)) {
        best = code;
      }
    }
    return best;
  }

  /** Exact: where double cannot tell, decimals do. */
  private static boolean isNearer(float value, float other, float target) {
    double distance = Math.abs((double) value - target);
    double otherDistance = Math.abs((double) other - target);
    if (Math.abs(distance - otherDistance) > 1e-12 * otherDistance) {
      return distance < otherDistance;
    }
    BigDecimal exactTarget = new BigDecimal(target);
    return new BigDecimal(value)
            .subtract(exactTarget)
            .abs()
            .compareTo(new BigDecimal(other).subtract(exactTarget).abs())
        < 0;
  }

  private static void assertSearchIsBruteForce(float[] coordinates, float[] targets, String what) {
    BasisSearch search = new BasisSearch(8, KernelChoice.kernels().groups());
    Levels levels = search.prepare(coordinates, 0, coordinates.length);
    byte[] codes = new byte[targets.length + 1];
    search.search(targets, targets.length, codes, 1);
    for (int j = 0; j < targets.length; j++) {
      assertEquals(
          bruteForce(levels, targets[j]), codes[j + 1] & 0xFF, what + ", target " + targets[j]);
    }
  }

  @Test
  void findsWhatExhaustiveSearchFinds() {
    for (int bitwidth = 0; bitwidth <= 8; bitwidth++) {
      for (int round = 0; round < 20; round++) {
        SplittableRandom random = Seeds.generator(SEED, bitwidth, round);
        float[] coordinates = new float[bitwidth];
        for (int i = 0; i < bitwidth; i++) {
          coordinates[i] = (float) random.nextDouble(-0.2, 1);
        }
        float[] targets = new float[500];
        for (int j = 0; j < targets.length; j++) {
          targets[j] = (float) random.nextDouble(-6, 6);
        }
        assertSearchIsBruteForce(coordinates, targets, "seed " + SEED + ", I " + bitwidth);
      }
    }
  }

  @Test
  void tiesGoToTheLowerCode() {
    // Whole coordinates, some equal, some zero: many equal values, and targets half-way between.
    float[][] all = {
      {1}, {1, 1}, {1, 2}, {0, 1}, {0, 0, 0}, {2, 1, 1}, {1, 1, 1, 1}, {3, -1, 0, 3}
    };
    for (float[] coordinates : all) {
      float[] targets = new float[200];
      for (int j = 0; j < targets.length; j++) {
        targets[j] = (j - 100) / 8f;
      }
      assertSearchIsBruteForce(coordinates, targets, Arrays.toString(coordinates));
    }
  }

  @Test
  void thresholdsAreExactToTheLastFloat() {
    SplittableRandom random = Seeds.generator(SEED);
    for (int round = 0; round < 200; round++) {
      float[] coordinates = {
        (float) random.nextDouble(),
        (float) random.nextDouble(),
        (float) random.nextDouble() * 1e-7f
      };
      BasisSearch search = new BasisSearch(8, KernelChoice.kernels().groups());
      Levels levels = search.prepare(coordinates, 0, 3);
      float[] targets = new float[8 * 8 * 3];
      int count = 0;
      for (int a = 0; a < 8; a++) {
        for (int b = 0; b < 8; b++) {
          float middle = (float) (0.5 * ((double) levels.value(a) + levels.value(b)));
          targets[count++] = middle;
          targets[count++] = Math.nextUp(middle);
          targets[count++] = Math.nextDown(middle);
        }
      }
      assertSearchIsBruteForce(coordinates, targets, "seed " + SEED + ", round " + round);
    }
  }
}
