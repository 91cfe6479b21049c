package dev.alq.kernel;

import java.util.Arrays;

/**
 * {@link Kernels#tile} for compilers that turn plain loops into vector instructions. They do so
 * only where all arrays of a loop are read at the same index, so the rows of the right operand are
 * copied to arrays of their own first, eight steps at a time. Holds scratch memory; one per thread.
 */
final class ScalarTile {

  static final int ROWS = 8;
  static final int COLUMNS = 32;
  private static final int STEPS = 8;

  private final float[][] sums = new float[ROWS][COLUMNS];
  private final float[][] b = new float[STEPS][COLUMNS];
  private final float[] x = new float[STEPS];
  private final int columns = sums[0].length;

  ScalarTile() {}

  /** As {@link Kernels#tile}. */
  void add(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] bData,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep) {
    for (float[] row : sums) {
      Arrays.fill(row, 0);
    }
    for (int s = 0; s < walk.segments(); s++) {
      int aStart = s * walk.aSegmentStep();
      int bStart = bOffset + s * walk.bSegmentStep();
      for (int k = 0; k < walk.segmentLength(); k += STEPS) {
        int steps = Math.min(STEPS, walk.segmentLength() - k);
        addSteps(
            walk, a, aRows, aStart + k * walk.aStep(), bData, bStart + k * walk.bStep(), steps);
      }
    }
    for (int i = 0; i < ROWS; i++) {
      int start = cOffset + i * cStep;
      for (int j = 0; j < COLUMNS; j++) {
        c[start + j] += sums[i][j];
      }
    }
  }

  private void addSteps(
      TileWalk walk, float[] a, int[] aRows, int aStart, float[] bData, int bStart, int steps) {
    for (int k = 0; k < steps; k++) {
      System.arraycopy(bData, bStart + k * walk.bStep(), b[k], 0, COLUMNS);
    }
    for (int i = 0; i < ROWS; i++) {
      int from = aRows[i] + aStart;
      if (steps == STEPS) {
        for (int k = 0; k < STEPS; k++) {
          x[k] = a[from + k * walk.aStep()];
        }
        addEight(sums[i], b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]);
      } else {
        for (int k = 0; k < steps; k++) {
          addOne(sums[i], b[k], a[from + k * walk.aStep()]);
        }
      }
    }
  }

  private void addEight(
      float[] sum,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] b4,
      float[] b5,
      float[] b6,
      float[] b7) {
    float x0 = x[0];
    float x1 = x[1];
    float x2 = x[2];
    float x3 = x[3];
    float x4 = x[4];
    float x5 = x[5];
    float x6 = x[6];
    float x7 = x[7];
    for (int j = 0; j < columns; j++) {
      sum[j] +=
          x0 * b0[j]
              + x1 * b1[j]
              + x2 * b2[j]
              + x3 * b3[j]
              + x4 * b4[j]
              + x5 * b5[j]
              + x6 * b6[j]
              + x7 * b7[j];
    }
  }

  private void addOne(float[] sum, float[] row, float factor) {
    for (int j = 0; j < columns; j++) {
      sum[j] += factor * row[j];
    }
  }
}
