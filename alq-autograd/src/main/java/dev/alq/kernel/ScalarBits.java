package dev.alq.kernel;

import java.util.Arrays;

/**
 * {@link BitKernels} in plain loops. The loops over columns are written so that the compiler turns
 * them into vector instructions, which it does only where all arrays are read at the same index:
 * rows of a panel are therefore copied to arrays of their own.
 */
final class ScalarBits implements BitKernels {

  /** Long enough for most of a loop to run in vectors, short enough for the caches. */
  private static final int LANES = 256;

  private static final int WORD_BITS = BitTerms.WORD_BITS;

  /** Arrays that a thread works with. */
  private static final class Scratch {
    private final int[] counts = new int[LANES];
    private final float[] sums = new float[LANES];
    private int[][] rows = {};

    /** The rows of a panel, each in an array of its own. */
    int[][] rows(int[] panel, int offset, int count, int columns) {
      int present = rows.length;
      if (present < count) {
        rows = Arrays.copyOf(rows, count);
        for (int r = present; r < count; r++) {
          rows[r] = new int[LANES];
        }
      }
      for (int r = 0; r < count; r++) {
        System.arraycopy(panel, offset + r * LANES, rows[r], 0, columns);
      }
      return rows;
    }
  }

  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void addTerms(
      BitTerms terms,
      float[] coefficients,
      int fromRow,
      int toRow,
      int[] panel,
      int panelOffset,
      int columns,
      float[] sums,
      int sumsOffset) {
    Scratch own = scratch.get();
    int[][] rows = own.rows(panel, panelOffset, terms.panelRows(), columns);
    int width = terms.width();
    for (int f = fromRow; f < toRow; f++) {
      int at = sumsOffset + (f - fromRow) * LANES;
      System.arraycopy(sums, at, own.sums, 0, columns);
      for (int t = terms.starts()[f]; t < terms.starts()[f + 1]; t++) {
        int row = terms.places()[t];
        if (width == 4) {
          addFour(
              coefficients[t], terms.half(), terms.words(), 4 * t, rows, row, columns, own.sums);
        } else {
          Arrays.fill(own.counts, 0, columns, -terms.half());
          count(terms.words(), width * t, width, rows, row, columns, own.counts);
          addCounts(coefficients[t], own.counts, columns, own.sums);
        }
      }
      System.arraycopy(own.sums, 0, sums, at, columns);
    }
  }

  /** The commonest width in one loop, without a pass for the counts. */
  private static void addFour(
      float c, int half, int[] words, int from, int[][] rows, int row, int columns, float[] sums) {
    int w0 = words[from];
    int w1 = words[from + 1];
    int w2 = words[from + 2];
    int w3 = words[from + 3];
    int[] r0 = rows[row];
    int[] r1 = rows[row + 1];
    int[] r2 = rows[row + 2];
    int[] r3 = rows[row + 3];
    for (int i = 0; i < columns; i++) {
      int count =
          Integer.bitCount(w0 ^ r0[i])
              + Integer.bitCount(w1 ^ r1[i])
              + Integer.bitCount(w2 ^ r2[i])
              + Integer.bitCount(w3 ^ r3[i])
              - half;
      sums[i] = MultiplyAdd.of(c, count, sums[i]);
    }
  }

  /** Adds counts, two words at a time: a loop over four is not vectorised. */
  private static void count(
      int[] words, int from, int width, int[][] rows, int row, int columns, int[] counts) {
    int w = 0;
    for (; w < width - 1; w += 2) {
      countTwo(
          words[from + w], words[from + w + 1], rows[row + w], rows[row + w + 1], columns, counts);
    }
    if (w < width) {
      countOne(words[from + w], rows[row + w], columns, counts);
    }
  }

  private static void countTwo(int w0, int w1, int[] r0, int[] r1, int columns, int[] counts) {
    for (int i = 0; i < columns; i++) {
      counts[i] += Integer.bitCount(w0 ^ r0[i]) + Integer.bitCount(w1 ^ r1[i]);
    }
  }

  private static void countOne(int word, int[] row, int columns, int[] counts) {
    for (int i = 0; i < columns; i++) {
      counts[i] += Integer.bitCount(word ^ row[i]);
    }
  }

  private static void addCounts(float c, int[] counts, int columns, float[] sums) {
    for (int i = 0; i < columns; i++) {
      sums[i] = MultiplyAdd.of(c, counts[i], sums[i]);
    }
  }

  @Override
  public void fillRow(
      int[] source, int offset, int[] starts, int columns, int mask, int[] panel, int panelOffset) {
    for (int i = 0; i < columns; i++) {
      panel[panelOffset + i] = source[offset + starts[i]] & mask;
    }
  }

  @Override
  public void maximumOfLanes(int windows, int step, int rows, float[] sums, int offset) {
    for (int f = 0; f < rows; f++) {
      int at = offset + f * LANES;
      for (int v = 1; v < windows; v++) {
        for (int i = 0; i < step; i++) {
          sums[at + i] = Math.max(sums[at + i], sums[at + v * step + i]);
        }
      }
    }
  }

  @Override
  public void encodeRows(
      LevelBits levels,
      float[] sums,
      int offset,
      int rows,
      int negated,
      int columns,
      int[] words,
      int wordsOffset,
      int planeStep) {
    for (int a = 0; a < levels.planes(); a++) {
      int at = wordsOffset + a * planeStep;
      Arrays.fill(words, at, at + columns, 0);
    }
    for (int f = 0; f < rows; f++) {
      int from = offset + f * LANES;
      float sign = (negated >>> f & 1) == 0 ? 1 : -1;
      for (int i = 0; i < columns; i++) {
        int code = code(levels, sign * sums[from + i]);
        for (int a = 0; code != 0; a++, code >>>= 1) {
          words[wordsOffset + a * planeStep + i] |= (code & 1) << f;
        }
      }
    }
  }

  @Override
  public void encodePixel(
      LevelBits levels,
      float[] x,
      int offset,
      int channels,
      int[] words,
      int wordsOffset,
      int wordStep,
      int planeStep) {
    int[] planes = scratch.get().counts;
    for (int c = 0; c < channels; c += WORD_BITS) {
      Arrays.fill(planes, 0, levels.planes(), 0);
      for (int bit = 0; bit < Math.min(WORD_BITS, channels - c); bit++) {
        int code = code(levels, x[offset + c + bit]);
        for (int a = 0; code != 0; a++, code >>>= 1) {
          planes[a] |= (code & 1) << bit;
        }
      }
      for (int a = 0; a < levels.planes(); a++) {
        words[wordsOffset + c / WORD_BITS * wordStep + a * planeStep] = planes[a];
      }
    }
  }

  @Override
  public void signTables(float[] x, int offset, int count, float[] tables, int tablesOffset) {
    for (int q = 0; q < count; q++) {
      int from = offset + q * TABLE_INPUTS;
      for (int c = 0; c < TABLE_SIZE; c++) {
        tables[tablesOffset + q * TABLE_SIZE + c] =
            signed(c, x[from])
                + signed(c >>> 1, x[from + 1])
                + signed(c >>> 2, x[from + 2])
                + signed(c >>> 3, x[from + 3]);
      }
    }
  }

  private static float signed(int sign, float x) {
    return (sign & 1) == 0 ? -x : x;
  }

  @Override
  public void lookUp(
      int[] words,
      int wordsOffset,
      int blocks,
      int width,
      float[] tables,
      int tablesOffset,
      float[] sums,
      int sumsOffset) {
    int from = wordsOffset;
    for (int at = sumsOffset; at < sumsOffset + blocks * TABLE_ROWS; at += TABLE_ROWS) {
      Arrays.fill(sums, at, at + TABLE_ROWS, 0);
      for (int w = 0; w < width; w++, from += TABLE_ROWS) {
        int table = tablesOffset + w * WORD_BITS / TABLE_INPUTS * TABLE_SIZE;
        for (int r = 0; r < TABLE_ROWS; r++) {
          sums[at + r] = lookUp(words[from + r], tables, table, sums[at + r]);
        }
      }
    }
  }

  /** Adds the sums of one word of signs. */
  private static float lookUp(int word, float[] tables, int offset, float start) {
    float sum = start;
    for (int k = 0; k < WORD_BITS; k += TABLE_INPUTS) {
      sum += tables[offset + k / TABLE_INPUTS * TABLE_SIZE + (word >>> k & TABLE_SIZE - 1)];
    }
    return sum;
  }

  private static int code(LevelBits levels, float y) {
    int code = 0;
    for (int k = 0; k < levels.thresholds().length; k++) {
      code ^= y >= levels.thresholds()[k] ? levels.changes()[k] : 0;
    }
    return code;
  }
}
