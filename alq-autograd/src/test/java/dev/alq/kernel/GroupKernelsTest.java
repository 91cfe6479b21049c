package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chosen kernels against the scalar ones at every bitwidth; KernelsTest has the oracle. */
class GroupKernelsTest {

  private static final long SEED = 20_200_616;
  private static final int[] SIZES = {1, 7, 8, 25, 27, 147, 400, 512, 2100};
  private static final GroupKernels SCALAR = KernelChoice.scalar().groups();
  private static final GroupKernels CHOSEN = KernelChoice.kernels().groups();

  private static byte[] codes(int count, int bitwidth) {
    SplittableRandom random = new SplittableRandom(SEED + bitwidth);
    byte[] codes = new byte[count];
    for (int j = 0; j < count; j++) {
      codes[j] = (byte) random.nextInt(1 << bitwidth);
    }
    return codes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void valuesAndRanksAreThoseOfTheScalarTwin(int bitwidth) {
    float[] table = Numbers.random(SEED, 256);
    float[] thresholds = table.clone();
    Arrays.sort(thresholds, 0, (1 << bitwidth) - 1);
    int[] codeOfRank = new SplittableRandom(SEED).ints(256, 0, 1 << bitwidth).toArray();
    for (int count : SIZES) {
      String what = bitwidth + " bits, " + count + " elements, seed " + SEED;
      byte[] codes = codes(count, bitwidth);
      float[] expected = new float[count];
      float[] actual = new float[count];
      SCALAR.lookUp(table, bitwidth, codes, 0, count, expected, 0);
      CHOSEN.lookUp(table, bitwidth, codes, 0, count, actual, 0);
      assertArrayEquals(expected, actual, what);
      float[] numbers = Numbers.random(SEED + count, count);
      for (int j = 0; j < count; j += 3) {
        numbers[j] = table[j % table.length];
      }
      byte[] expectedCodes = new byte[count];
      SCALAR.rank(
          thresholds, codeOfRank, bitwidth, numbers, 0, count, expectedCodes, 0, new int[count]);
      CHOSEN.rank(thresholds, codeOfRank, bitwidth, numbers, 0, count, codes, 0, new int[count]);
      assertArrayEquals(expectedCodes, codes, what);
      assertMinimaAreThoseOfTheScalarTwin(thresholds, codeOfRank, bitwidth, numbers, what);
    }
  }

  private static void assertMinimaAreThoseOfTheScalarTwin(
      float[] thresholds, int[] codeOfRank, int bitwidth, float[] point, String what) {
    int count = point.length;
    float[] g = Numbers.random(SEED + 1, count);
    float[] h = Numbers.random(SEED + 2, count);
    for (int j = 0; j < count; j++) {
      h[j] = Math.abs(h[j]) + 0.125f;
    }
    GroupKernels.RankScratch scratch = new GroupKernels.RankScratch(count);
    byte[] expected = new byte[count];
    byte[] actual = new byte[count];
    SCALAR.rankMinima(
        thresholds, codeOfRank, bitwidth, point, g, h, 0, count, expected, 0, scratch);
    CHOSEN.rankMinima(thresholds, codeOfRank, bitwidth, point, g, h, 0, count, actual, 0, scratch);
    assertArrayEquals(expected, actual, what);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void sumsAreThoseOfTheScalarTwinUpToRounding(int bitwidth) {
    for (int count : SIZES) {
      String what = bitwidth + " bits, " + count + " elements, seed " + SEED;
      byte[] codes = codes(count, bitwidth);
      float[] x = Numbers.random(SEED + count, count);
      double magnitude = 0;
      for (float term : x) {
        magnitude += Math.abs(term);
      }
      double tolerance = 5 * Numbers.ROUNDING * magnitude;
      assertArrayEquals(
          signed(SCALAR, codes, bitwidth, x), signed(CHOSEN, codes, bitwidth, x), tolerance, what);
      assertArrayEquals(
          pairs(SCALAR, codes, bitwidth, x), pairs(CHOSEN, codes, bitwidth, x), tolerance, what);
    }
  }

  /** The sums of a refit are those of its parts to the bit, in each set of kernels. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void refitSumsAreThoseOfThePassesAlone(int bitwidth) {
    Numbers.sets()
        .forEach(kernels -> {
          for (int count : SIZES) {
            assertRefitSumsAreThoseOfThePasses(
                kernels.groups(),
                bitwidth,
                count,
                kernels.name() + ", " + bitwidth + " bits, " + count + ", seed " + SEED);
          }
        });
  }

  private static void assertRefitSumsAreThoseOfThePasses(
      GroupKernels kernels, int bitwidth, int count, String what) {
    byte[] codes = codes(count, bitwidth);
    float[] values = Numbers.random(SEED, 256);
    float[] g = Numbers.random(SEED + 1, count);
    float[] h = Numbers.random(SEED + 2, count);
    float[] reference = Numbers.random(SEED + 3, count);
    float[] residuals = new float[count];
    for (int j = 0; j < count; j++) {
      residuals[j] = g[j] + h[j] * (values[codes[j] & 0xFF] - reference[j]);
    }
    double[] matrix = new double[bitwidth * bitwidth];
    double[] sums = new double[bitwidth];
    kernels.refitSums(
        codes,
        0,
        count,
        bitwidth,
        values,
        g,
        h,
        reference,
        new float[count],
        new SignSums(8),
        matrix,
        sums);
    assertArrayEquals(pairs(kernels, codes, bitwidth, h), matrix, what);
    assertArrayEquals(signed(kernels, codes, bitwidth, residuals), sums, what);
  }

  private static double[] signed(GroupKernels kernels, byte[] codes, int bitwidth, float[] x) {
    double[] sums = new double[bitwidth];
    kernels.signedSums(codes, 0, x.length, bitwidth, x, 0, new SignSums(8), sums);
    return sums;
  }

  private static double[] pairs(GroupKernels kernels, byte[] codes, int bitwidth, float[] x) {
    double[] matrix = new double[bitwidth * bitwidth];
    kernels.pairSums(codes, 0, x.length, bitwidth, x, 0, new SignSums(8), matrix);
    return matrix;
  }

  /** Otherwise a system with such bases could have a negative eigenvalue. */
  @Test
  void pairSumsOfEqualBasesAreTheDiagonal() {
    Numbers.sets()
        .forEach(kernels -> {
          for (int bitwidth = 2; bitwidth <= 8; bitwidth++) {
            byte[] codes = codes(147, bitwidth);
            int last = bitwidth - 1;
            for (int j = 0; j < codes.length; j++) {
              int first = codes[j] & 1;
              codes[j] = (byte) ((codes[j] & ~(1 << last)) | (first << last));
            }
            float[] x = Numbers.random(SEED, codes.length);
            double[] matrix = pairs(kernels.groups(), codes, bitwidth, x);
            String what = kernels.name() + ", " + bitwidth + " bits, seed " + SEED;
            assertEquals(matrix[0], matrix[last], what);
            assertEquals(matrix[0], matrix[last * bitwidth], what);
            for (int i = 0; i < bitwidth; i++) {
              assertEquals(matrix[0], matrix[i * bitwidth + i], what);
            }
          }
        });
  }
}
