package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.alq.testing.Numbers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A kernel with a ReLU gives the bits of the kernels that it stands for, one after the other. */
class RectifiedKernelsTest {

  private static final long SEED = 83;
  private static final int ROWS = 7;
  private static final int[] CHANNELS = {1, 15, 16, 17, 33, 64, 150};

  /** Operands of all kernels, and a gradient behind the ReLU as the single kernels have it. */
  private static final class Operands {
    final int channels;
    final float[] x;
    final float[] dy;
    final float[] scale;
    final float[] shift;
    final float[] z;
    final float[] dz;

    Operands(Kernels kernels, int channels) {
      this.channels = channels;
      x = Numbers.random(SEED, ROWS * channels);
      dy = Numbers.random(SEED + 1, ROWS * channels);
      float[] special = {Float.NaN, 0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
      for (int i = 3; i < x.length; i += 11) {
        x[i] = special[i / 11 % special.length];
      }
      scale = Numbers.random(SEED + 2, channels);
      shift = Numbers.random(SEED + 3, channels);
      z = new float[x.length];
      dz = new float[x.length];
      kernels.scaleShift(x, z, 0, ROWS, scale, shift);
      kernels.relu(z, z, 0, z.length);
      kernels.reluGradient(z, dy, dz, 0, z.length);
    }

    float[] perChannel(int seed) {
      return Numbers.random(SEED + seed, channels);
    }
  }

  @FunctionalInterface
  private interface Check {
    void run(Kernels kernels, Operands operands, String what);
  }

  private static void onAllSets(Check check) {
    Numbers.sets()
        .forEach(kernels -> {
          for (int channels : CHANNELS) {
            String what = kernels.name() + " channels " + channels + " seed " + SEED;
            check.run(kernels, new Operands(kernels, channels), what);
          }
        });
  }

  @Test
  void aLineAndItsRelu() {
    onAllSets((kernels, in, what) -> {
      float[] y = in.x.clone();
      kernels.rectified().scaleShiftRelu(y, y, 0, ROWS, in.scale, in.shift);
      assertArrayEquals(in.z, y, what);
    });
  }

  @Test
  void sumsOfWhatPassesTheRelu() {
    onAllSets((kernels, in, what) -> {
      float[] centre = in.perChannel(4);
      float[] expected = Numbers.random(SEED + 5, 2 * in.channels);
      float[] sums = expected.clone();
      kernels.gradientSums(in.dz, in.x, centre, 1, ROWS, expected, 0);
      kernels
          .rectified()
          .reluGradientSums(in.dy, in.x, in.scale, in.shift, centre, 1, ROWS, sums, 0);
      assertArrayEquals(expected, sums, what);
    });
  }

  @Test
  void combinationOfWhatPassesTheRelu() {
    onAllSets((kernels, in, what) -> {
      float[] p = in.perChannel(4);
      float[] q = in.perChannel(5);
      float[] r = in.perChannel(6);
      float[] expected = in.dz.clone();
      kernels.combineRows(expected, in.x, expected, 0, ROWS, p, q, r);
      float[] dx = in.dy.clone();
      kernels.rectified().reluCombineRows(dx, in.x, dx, 0, ROWS, in.scale, in.shift, p, q, r);
      assertArrayEquals(expected, dx, what);
    });
  }

  @Test
  void aSumAndItsRelu() {
    onAllSets((kernels, in, what) -> {
      float[] expected = new float[in.x.length];
      kernels.add(in.x, in.dy, expected, 0, expected.length);
      kernels.relu(expected, expected, 0, expected.length);
      float[] sum = in.x.clone();
      kernels.rectified().addRelu(sum, in.dy, sum, 0, sum.length);
      assertArrayEquals(expected, sum, what);
    });
  }

  @Test
  void aMaximumAndItsReluInEitherOrder() {
    int[] starts = new int[ROWS];
    onAllSets((kernels, in, what) -> {
      Arrays.setAll(starts, r -> (ROWS - 1 - r) * in.channels);
      float[] y = new float[in.channels];
      int[] winner = new int[in.channels];
      kernels.rectified().maximumRelu(in.x, starts, ROWS, in.channels, y, winner, 0);
      float[] dx = new float[in.x.length];
      kernels.maximumGradient(in.dy, winner, 0, in.channels, starts, ROWS, dx);

      float[] maximum = new float[in.channels];
      kernels.maximum(in.x, starts, ROWS, in.channels, maximum, winner, 0);
      kernels.relu(maximum, maximum, 0, in.channels);
      assertArrayEquals(maximum, y, what + " pooled first");
      float[] passing = new float[in.channels];
      kernels.reluGradient(maximum, in.dy, passing, 0, in.channels);
      float[] expected = new float[in.x.length];
      kernels.maximumGradient(passing, winner, 0, in.channels, starts, ROWS, expected);
      assertArrayEquals(expected, dx, what + " pooled first");

      float[] rectified = new float[in.x.length];
      kernels.relu(in.x, rectified, 0, rectified.length);
      kernels.maximum(rectified, starts, ROWS, in.channels, maximum, winner, 0);
      assertArrayEquals(maximum, y, what + " rectified first");
      Arrays.fill(expected, 0);
      kernels.maximumGradient(in.dy, winner, 0, in.channels, starts, ROWS, expected);
      kernels.reluGradient(rectified, expected, expected, 0, expected.length);
      assertArrayEquals(expected, dx, what + " rectified first");
    });
  }

  @Test
  void rowsOfOneWindowEachAreOverwritten() {
    int[] starts = new int[ROWS];
    onAllSets((kernels, in, what) -> {
      Arrays.setAll(starts, r -> r * in.channels);
      int[] winner = new int[in.channels];
      Arrays.setAll(winner, c -> c % (ROWS + 1) + Kernels.NOBODY);
      float[] expected = new float[in.x.length];
      kernels.maximumGradient(in.dy, winner, 0, in.channels, starts, ROWS, expected);
      float[] dx = in.x.clone();
      kernels.spreadMaximum(in.dy, winner, 0, in.channels, starts, ROWS, dx);
      assertArrayEquals(expected, dx, what);
    });
  }
}
