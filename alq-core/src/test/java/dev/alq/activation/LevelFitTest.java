package dev.alq.activation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Seeds;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LevelFitTest {

  private static final long SEED = 71;
  private static final int REPEATS = 200;

  /** Activations and the codes they have. */
  private record Batch(int[] codes, double[] x) {

    static Batch random(SplittableRandom random, int bitwidth) {
      int size = 40;
      int[] codes = new int[size];
      double[] x = new double[size];
      // Few codes, so that often a step is not seen or two always come together.
      int kinds = 1 + random.nextInt(6);
      int[] some = random.ints(kinds, 0, 1 << bitwidth).toArray();
      for (int j = 0; j < size; j++) {
        codes[j] = some[random.nextInt(kinds)];
        x[j] = Math.max(0, random.nextDouble(-1, 2));
      }
      return new Batch(codes, x);
    }

    double error(double[] values) {
      double sum = 0;
      for (int j = 0; j < x.length; j++) {
        double value = values[0];
        for (int i = 1; i < values.length; i++) {
          value += (codes[j] >>> (i - 1) & 1) * values[i];
        }
        sum += (x[j] - value) * (x[j] - value);
      }
      return sum;
    }

    /** λ as the class comment has it. */
    double ridge(Reference reference, int bitwidth) {
      double trace = reference == Reference.FREE ? x.length : 0;
      for (int code : codes) {
        trace += Integer.bitCount(code);
      }
      return 1e-4 * trace / (reference == Reference.FREE ? bitwidth + 1 : bitwidth);
    }
  }

  private static double[] start(SplittableRandom random, Reference reference, int bitwidth) {
    double[] values = random.doubles(bitwidth + 1, 0, 1).toArray();
    values[0] = reference == Reference.TIED ? 0 : random.nextDouble(-1, 1);
    if (random.nextBoolean()) {
      values[1 + random.nextInt(bitwidth)] = 0;
    }
    return values;
  }

  private static double[] fitted(Reference reference, Batch batch, double[] start) {
    LevelFit fit = new LevelFit(reference, start.length - 1);
    fit.clear();
    for (int j = 0; j < batch.x.length; j++) {
      fit.add(batch.codes[j], 1, batch.x[j]);
    }
    double[] values = start.clone();
    fit.improve(values);
    return values;
  }

  private static double objective(
      Reference reference, Batch batch, double[] start, double[] values) {
    double change = 0;
    for (int i = 0; i < values.length; i++) {
      change += (values[i] - start[i]) * (values[i] - start[i]);
    }
    return batch.error(values) + batch.ridge(reference, start.length - 1) * change;
  }

  /** The best of the minima over all sets of steps that are held at 0. */
  private static double bruteForce(Reference reference, Batch batch, double[] start) {
    int n = start.length;
    double best = Double.POSITIVE_INFINITY;
    for (int set = 0; set < 1 << (n - 1); set++) {
      double[] values = start.clone();
      for (int i = 1; i < n; i++) {
        values[i] = (set >>> (i - 1) & 1) != 0 ? 0 : values[i];
      }
      // Coordinate descent over what is free: slow, but nothing like the active set.
      for (int sweep = 0; sweep < 20_000; sweep++) {
        for (int i = reference == Reference.TIED ? 1 : 0; i < n; i++) {
          if (i == 0 || (set >>> (i - 1) & 1) == 0) {
            values[i] += newton(reference, batch, start, values, i);
          }
        }
      }
      if (Arrays.stream(values, 1, n).allMatch(value -> value >= 0)) {
        best = Math.min(best, objective(reference, batch, start, values));
      }
    }
    return best;
  }

  private static double newton(
      Reference reference, Batch batch, double[] start, double[] values, int i) {
    double ridge = batch.ridge(reference, start.length - 1);
    double slope = -ridge * (values[i] - start[i]);
    double curvature = ridge;
    for (int j = 0; j < batch.x.length; j++) {
      int columns = batch.codes[j] << 1 | 1;
      if ((columns >>> i & 1) != 0) {
        double value = values[0];
        for (int k = 1; k < values.length; k++) {
          value += (columns >>> k & 1) * values[k];
        }
        slope += batch.x[j] - value;
        curvature++;
      }
    }
    return curvature == 0 ? 0 : slope / curvature;
  }

  @ParameterizedTest
  @EnumSource
  void fitIsNeverWorseThanItsStart(Reference reference) {
    SplittableRandom random = Seeds.generator(SEED, 1);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      int bitwidth = 1 + repeat % 8;
      Batch batch = Batch.random(random, bitwidth);
      double[] start = start(random, reference, bitwidth);
      double[] values = fitted(reference, batch, start);
      String what = reference + " " + Arrays.toString(start) + ", seed " + SEED;
      assertTrue(batch.error(values) <= batch.error(start) + 1e-12, what);
      assertTrue(Arrays.stream(values, 1, values.length).allMatch(step -> step >= 0), what);
      if (reference == Reference.TIED) {
        assertEquals(0, values[0], what);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void fitIsTheMinimum(Reference reference) {
    SplittableRandom random = Seeds.generator(SEED, 2);
    for (int repeat = 0; repeat < 12; repeat++) {
      int bitwidth = 1 + repeat % 3;
      Batch batch = Batch.random(random, bitwidth);
      double[] start = start(random, reference, bitwidth);
      double[] values = fitted(reference, batch, start);
      double expected = bruteForce(reference, batch, start);
      double actual = objective(reference, batch, start, values);
      assertEquals(expected, actual, 1e-6 * expected, reference + " seed " + SEED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotSeenStays(Reference reference) {
    double[] start = {0, 0.5, 0.25};
    Batch batch = new Batch(new int[] {1, 1, 0}, new double[] {0.9, 1.1, 0});
    double[] values = fitted(reference, batch, start);
    assertEquals(0.25, values[2], "the second step");
    assertEquals(1, values[0] + values[1], 1e-3, "the mean of the first code");
  }

  @ParameterizedTest
  @EnumSource
  void nothingToFitChangesNothing(Reference reference) {
    double[] start = {0, 0.5, 0.25};
    Batch batch = new Batch(new int[0], new double[0]);
    assertArrayEquals(start, fitted(reference, batch, start));
  }
}
