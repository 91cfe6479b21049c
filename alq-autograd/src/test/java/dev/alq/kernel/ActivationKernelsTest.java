package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Numbers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chosen kernels against the scalar ones at every bitwidth; KernelsTest has the oracle. */
class ActivationKernelsTest {

  private static final long SEED = 20_200_617;
  private static final int[] SIZES = {1, 7, 16, 33, 147, 1024, 3000};
  private static final ActivationKernels SCALAR = KernelChoice.scalar().activations();
  private static final ActivationKernels CHOSEN = KernelChoice.kernels().activations();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void bothSetsAgreeAtEveryBitwidth(int bitwidth) {
    float[] thresholds = ActivationCases.thresholds(bitwidth);
    float[] levels = Numbers.random(SEED, 1 << GroupKernels.MAX_BITWIDTH);
    for (int size : SIZES) {
      String what = bitwidth + " bits, " + size + " elements, seed " + SEED;
      float[] x = ActivationCases.numbers(bitwidth, size, SEED + size);
      float[] expected = new float[size];
      float[] actual = x.clone();
      SCALAR.quantize(thresholds, levels, bitwidth, x, expected, 0, size);
      CHOSEN.quantize(thresholds, levels, bitwidth, actual, actual, 0, size);
      assertArrayEquals(expected, actual, what);
      RankSums one = new RankSums(bitwidth);
      RankSums other = new RankSums(bitwidth);
      SCALAR.rankSums(thresholds, bitwidth, x, 0, size, one);
      CHOSEN.rankSums(thresholds, bitwidth, x, 0, size, other);
      // Multiples of a quarter: their sums are exact in any order.
      assertArrayEquals(one.sums(), other.sums(), what);
    }
  }

  @Test
  void whatIsNotFiniteStaysVisible() {
    float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1, -0f};
    float[] x = new float[150];
    for (int i = 0; i < x.length; i++) {
      x[i] = special[(i + i / special.length) % special.length];
    }
    float[] levels = Numbers.random(SEED, 1 << GroupKernels.MAX_BITWIDTH);
    for (int bitwidth = 1; bitwidth <= GroupKernels.MAX_BITWIDTH; bitwidth++) {
      float[] thresholds = ActivationCases.thresholds(bitwidth);
      for (ActivationKernels kernels : new ActivationKernels[] {SCALAR, CHOSEN}) {
        float[] y = new float[x.length];
        kernels.quantize(thresholds, levels, bitwidth, x, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
          assertEquals(Float.isFinite(x[i]), Float.isFinite(y[i]), bitwidth + " bits of " + x[i]);
        }
      }
    }
  }

  /** So that whoever fits levels to the sums sees that there is nothing to fit. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void whatIsNotFiniteReachesTheSumOfItsRank(int bitwidth) {
    float[] thresholds = ActivationCases.thresholds(bitwidth);
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      float[] x = Numbers.random(SEED, 150);
      x[7] = bad;
      for (ActivationKernels kernels : new ActivationKernels[] {SCALAR, CHOSEN}) {
        RankSums sums = new RankSums(bitwidth);
        kernels.rankSums(thresholds, bitwidth, x, 0, x.length, sums);
        double[] all = sums.sums();
        int ranks = all.length / 2;
        int rank = bad > 0 ? ranks - 1 : 0;
        for (int r = 0; r < ranks; r++) {
          assertEquals(r != rank, Double.isFinite(all[2 * r + 1]), bad + ", rank " + r);
        }
        assertEquals(x.length, IntStream.range(0, ranks).mapToDouble(r -> all[2 * r]).sum());
      }
    }
  }

  @Test
  void sumsAreAddedElementByElement() {
    RankSums sums = new RankSums(1);
    SCALAR.rankSums(new float[] {1}, 1, new float[] {-2, 0.5f, 1, 3}, 0, 4, sums);
    RankSums twice = new RankSums(1);
    twice.add(sums);
    twice.add(sums);
    assertArrayEquals(new double[] {4, 1, 4, 8}, twice.sums());
    twice.clear();
    assertArrayEquals(new double[4], twice.sums());
  }
}
