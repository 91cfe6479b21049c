package dev.alq.kernel;

import java.util.Arrays;

/**
 * {@link Kernels#tilePart} for compilers that turn plain loops into vector instructions. They do so
 * only where all arrays of a loop are read at the same index, and well only where the loop is long.
 * One side of the tile is therefore chosen to be the long one: its operand is copied, a number of
 * steps at a time, to one array per step, and each line of sums along it has an array of its own,
 * too. The other side's operand gives factors that are read in place. Holds scratch memory; one per
 * thread.
 */
final class ScalarTile {

  static final int ROWS = 128;
  static final int COLUMNS = 256;

  /** So many steps of the longest line take half of a first-level cache. */
  private static final int STEPS = 16;

  private static final int STEPS_AT_ONCE = 4;

  /** How many arrays of sums there are for the longest lines, and for those along the rows. */
  private static final int LINES = Math.max(ROWS, COLUMNS);

  private final float[][] sums = new float[LINES][];
  private final float[][] lines = new float[STEPS][COLUMNS];
  private final float[] before = new float[COLUMNS];
  private final int[] aSteps = new int[STEPS];
  private final int[] bSteps = new int[STEPS];
  private final int[] bColumns = new int[COLUMNS];

  ScalarTile() {
    Arrays.setAll(sums, i -> new float[i < ROWS ? COLUMNS : ROWS]);
  }

  /** As {@link Kernels#tilePart}, changing nothing beyond the part. */
  void add(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns) {
    boolean alongRows = columns >= rows;
    int length = alongRows ? columns : rows;
    int count = alongRows ? rows : columns;
    for (int i = 0; i < count + count % 2; i++) {
      Arrays.fill(sums[i], 0, length, 0);
    }
    if (!alongRows) {
      Arrays.setAll(bColumns, j -> bOffset + j);
    }
    int all = walk.segments() * walk.segmentLength();
    for (int first = 0; first < all; first += STEPS) {
      int steps = Math.min(STEPS, all - first);
      findSteps(walk, first, steps);
      if (alongRows) {
        copyColumns(b, bOffset, steps, columns);
        addSteps(a, aRows, aSteps, steps, count, length);
      } else {
        copyRows(a, aRows, steps, rows);
        addSteps(b, bColumns, bSteps, steps, count, length);
      }
    }
    if (alongRows) {
      addRows(c, cOffset, cStep, rows, columns);
    } else {
      addColumns(c, cOffset, cStep, rows, columns);
    }
  }

  /** Where the operands of some steps lie from those of the first. */
  private void findSteps(TileWalk walk, int first, int steps) {
    int s = first / walk.segmentLength();
    int k = first % walk.segmentLength();
    for (int t = 0; t < steps; t++) {
      aSteps[t] = s * walk.aSegmentStep() + k * walk.aStep();
      bSteps[t] = s * walk.bSegmentStep() + k * walk.bStep();
      if (++k == walk.segmentLength()) {
        k = 0;
        s++;
      }
    }
  }

  private void copyColumns(float[] b, int bOffset, int steps, int columns) {
    for (int t = 0; t < steps; t++) {
      System.arraycopy(b, bOffset + bSteps[t], lines[t], 0, columns);
    }
  }

  private void copyRows(float[] a, int[] aRows, int steps, int rows) {
    for (int t = 0; t < steps; t++) {
      float[] line = lines[t];
      int step = aSteps[t];
      for (int i = 0; i < rows; i++) {
        line[i] = a[aRows[i] + step];
      }
    }
  }

  /** Adds the lines of some steps, times their factors, to all lines of sums. */
  private void addSteps(
      float[] factors, int[] starts, int[] stepStarts, int steps, int count, int length) {
    for (int i = 0; i < count; i += 2) {
      float[] sum0 = sums[i];
      float[] sum1 = sums[i + 1];
      int at0 = starts[i];
      int at1 = starts[i + 1];
      int t = 0;
      for (int end = steps - STEPS_AT_ONCE; t <= end; t += STEPS_AT_ONCE) {
        int step0 = stepStarts[t];
        int step1 = stepStarts[t + 1];
        int step2 = stepStarts[t + 2];
        int step3 = stepStarts[t + 3];
        addFour(
            sum0,
            sum1,
            lines[t],
            lines[t + 1],
            lines[t + 2],
            lines[t + 3],
            factors[at0 + step0],
            factors[at0 + step1],
            factors[at0 + step2],
            factors[at0 + step3],
            factors[at1 + step0],
            factors[at1 + step1],
            factors[at1 + step2],
            factors[at1 + step3],
            length);
      }
      for (; t < steps; t++) {
        addOne(sum0, lines[t], factors[at0 + stepStarts[t]], length);
        addOne(sum1, lines[t], factors[at1 + stepStarts[t]], length);
      }
    }
  }

  private static void addFour(
      float[] sum0,
      float[] sum1,
      float[] line0,
      float[] line1,
      float[] line2,
      float[] line3,
      float x00,
      float x01,
      float x02,
      float x03,
      float x10,
      float x11,
      float x12,
      float x13,
      int length) {
    for (int j = 0; j < length; j++) {
      float y0 = line0[j];
      float y1 = line1[j];
      float y2 = line2[j];
      float y3 = line3[j];
      float next0 = MultiplyAdd.of(x00, y0, sum0[j]);
      next0 = MultiplyAdd.of(x01, y1, next0);
      next0 = MultiplyAdd.of(x02, y2, next0);
      next0 = MultiplyAdd.of(x03, y3, next0);
      float next1 = MultiplyAdd.of(x10, y0, sum1[j]);
      next1 = MultiplyAdd.of(x11, y1, next1);
      next1 = MultiplyAdd.of(x12, y2, next1);
      next1 = MultiplyAdd.of(x13, y3, next1);
      sum0[j] = next0;
      sum1[j] = next1;
    }
  }

  private static void addOne(float[] sum, float[] line, float factor, int length) {
    for (int j = 0; j < length; j++) {
      sum[j] = MultiplyAdd.of(factor, line[j], sum[j]);
    }
  }

  private void addRows(float[] c, int cOffset, int cStep, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      int start = cOffset + i * cStep;
      System.arraycopy(c, start, before, 0, columns);
      addOne(sums[i], before, 1, columns);
      System.arraycopy(sums[i], 0, c, start, columns);
    }
  }

  private void addColumns(float[] c, int cOffset, int cStep, int rows, int columns) {
    for (int i = 0; i < rows; i++) {
      int start = cOffset + i * cStep;
      for (int j = 0; j < columns; j++) {
        c[start + j] += sums[j][i];
      }
    }
  }
}
