package dev.alq.multibit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Seeds;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PositiveSystemTest {

  private static final long SEED = 31;

  @Test
  void solutionSatisfiesTheSystem() {
    for (int n = 0; n <= 8; n++) {
      SplittableRandom random = Seeds.generator(SEED, n);
      double[] matrix = new double[n * n];
      double[] factors = random.doubles((long) n * n, -1, 1).toArray();
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
          for (int l = 0; l < n; l++) {
            matrix[i * n + k] += factors[i * n + l] * factors[k * n + l];
          }
        }
        matrix[i * n + i] += 0.1;
      }
      double[] expected = random.doubles(n, -1, 1).toArray();
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
          x[i] += matrix[i * n + k] * expected[k];
        }
      }
      assertTrue(PositiveSystem.solve(matrix, x, n), "n " + n + ", seed " + SEED);
      for (int i = 0; i < n; i++) {
        assertEquals(expected[i], x[i], 1e-12, "n " + n + ", unknown " + i + ", seed " + SEED);
      }
    }
  }

  @Test
  void otherMatricesAreReported() {
    assertFalse(PositiveSystem.solve(new double[] {0}, new double[] {1}, 1));
    assertFalse(PositiveSystem.solve(new double[] {Double.NaN}, new double[] {1}, 1));
    assertFalse(PositiveSystem.solve(new double[] {1, 1, 1, 1}, new double[] {1, 2}, 2));
    assertFalse(PositiveSystem.solve(new double[] {1, 2, 2, 1}, new double[] {1, 2}, 2));
  }
}
