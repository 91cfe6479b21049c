package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The loops of networks that run as bits, for {@link KernelCases}, against single bits. */
final class BitCases {

  private static final int[] WIDTHS = {1, 2, 3, 4, 5, 8, 16, 19};
  private static final float[] NO_FLOATS = {};
  private static final int WORD_BITS = 32;

  private BitCases() {}

  private static int columns(BitKernels bits, int size) {
    return 1 + size % bits.lanes();
  }

  private static boolean bit(int word, int index) {
    return (word >>> index & 1) != 0;
  }

  /** Rows with no, one, two and seven terms; the size chooses width and columns. */
  static KernelCase addTerms(Kernels kernels, int size, long seed) {
    BitKernels bits = kernels.bits();
    SplittableRandom random = new SplittableRandom(seed);
    int width = WIDTHS[size % WIDTHS.length];
    int panelRows = 3 * width + 1;
    int[] starts = {0, 0, 1, 3, 10};
    int[] places = random.ints(10, 0, panelRows - width + 1).toArray();
    BitTerms terms =
        new BitTerms(panelRows, width, random.ints(10L * width).toArray(), places, starts);
    int[] panel = random.ints(MARGIN + (long) panelRows * bits.lanes()).toArray();
    float[] coefficients = Numbers.random(seed, 10);
    float[] sums = Numbers.random(seed + 1, MARGIN + 3 * bits.lanes());
    int columns = columns(bits, size);
    double[] expected = new double[MARGIN + 3 * columns];
    double[] magnitudes = new double[expected.length];
    for (int i = 0; i < MARGIN; i++) {
      expected[i] = sums[i];
    }
    for (int f = 1; f < 4; f++) {
      for (int i = 0; i < columns; i++) {
        int at = MARGIN + (f - 1) * columns + i;
        expected[at] = sums[MARGIN + (f - 1) * bits.lanes() + i];
        magnitudes[at] = Math.abs(expected[at]);
        for (int t = starts[f]; t < starts[f + 1]; t++) {
          int differing = -width * WORD_BITS / 2;
          for (int b = 0; b < width * WORD_BITS; b++) {
            int row = places[t] + b / WORD_BITS;
            int sign = terms.words()[t * width + b / WORD_BITS];
            int other = panel[MARGIN + row * bits.lanes() + i];
            differing += bit(sign, b % WORD_BITS) == bit(other, b % WORD_BITS) ? 0 : 1;
          }
          expected[at] += (double) coefficients[t] * differing;
          magnitudes[at] += Math.abs((double) coefficients[t] * differing);
        }
      }
    }
    return new KernelCase(
        "addTerms",
        10,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          float[] y = sums.clone();
          bits.addTerms(terms, coefficients, 1, 4, panel, MARGIN, columns, y, MARGIN);
          return new Outcome(wanted(y, 3, bits.lanes(), columns), KernelCase.NONE);
        });
  }

  /** The margin and the wanted columns. */
  private static float[] wanted(float[] sums, int rows, int lanes, int columns) {
    float[] result = Arrays.copyOf(sums, MARGIN + rows * columns);
    for (int f = 0; f < rows; f++) {
      System.arraycopy(sums, MARGIN + f * lanes, result, MARGIN + f * columns, columns);
    }
    return result;
  }

  static KernelCase signTables(Kernels kernels, int size, long seed) {
    BitKernels bits = kernels.bits();
    float[] x = Numbers.random(seed, MARGIN + size * BitKernels.TABLE_INPUTS);
    double[] expected = new double[2 * MARGIN + size * BitKernels.TABLE_SIZE];
    double[] magnitudes = new double[expected.length];
    for (int i = 0; i < size * BitKernels.TABLE_SIZE; i++) {
      for (int b = 0; b < BitKernels.TABLE_INPUTS; b++) {
        double number = x[MARGIN + i / BitKernels.TABLE_SIZE * BitKernels.TABLE_INPUTS + b];
        expected[MARGIN + i] += bit(i % BitKernels.TABLE_SIZE, b) ? number : -number;
        magnitudes[MARGIN + i] += Math.abs(number);
      }
    }
    return new KernelCase(
        "signTables",
        4,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          float[] tables = new float[expected.length];
          bits.signTables(x, MARGIN, size, tables, MARGIN);
          return new Outcome(tables, KernelCase.NONE);
        });
  }

  /** Tables that are no sums, so that each place must be met. */
  static KernelCase lookUp(Kernels kernels, int size, long seed) {
    BitKernels bits = kernels.bits();
    SplittableRandom random = new SplittableRandom(seed);
    int blocks = size % 7;
    int width = 1 + size % 3;
    int tableOfWord = WORD_BITS / BitKernels.TABLE_INPUTS * BitKernels.TABLE_SIZE;
    int rows = blocks * BitKernels.TABLE_ROWS;
    int[] words = random.ints(MARGIN + (long) rows * width).toArray();
    float[] tables = Numbers.random(seed, MARGIN + width * tableOfWord);
    double[] expected = new double[2 * MARGIN + rows];
    double[] magnitudes = new double[expected.length];
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < width * WORD_BITS; i += BitKernels.TABLE_INPUTS) {
        int block = r / BitKernels.TABLE_ROWS * width + i / WORD_BITS;
        int word = words[MARGIN + block * BitKernels.TABLE_ROWS + r % BitKernels.TABLE_ROWS];
        int code = 0;
        for (int b = 0; b < BitKernels.TABLE_INPUTS; b++) {
          code += bit(word, i % WORD_BITS + b) ? 1 << b : 0;
        }
        int table = i / BitKernels.TABLE_INPUTS * BitKernels.TABLE_SIZE;
        double number = tables[MARGIN + table + code];
        expected[MARGIN + r] += number;
        magnitudes[MARGIN + r] += Math.abs(number);
      }
    }
    return new KernelCase(
        "lookUp",
        width * WORD_BITS,
        new Expected(expected, magnitudes),
        KernelCase.NONE,
        () -> {
          float[] sums = new float[expected.length];
          bits.lookUp(words, MARGIN, blocks, width, tables, MARGIN, sums, MARGIN);
          return new Outcome(sums, KernelCase.NONE);
        });
  }

  static KernelCase fillRow(Kernels kernels, int size, long seed) {
    BitKernels bits = kernels.bits();
    SplittableRandom random = new SplittableRandom(seed);
    int[] source = random.ints(300).toArray();
    int columns = Math.min(size, bits.lanes());
    int[] starts = random.ints(columns, 0, 290).toArray();
    for (int i = 0; i < columns / 2; i++) {
      starts[i] = 5 + i;
    }
    int mask = random.nextInt();
    int[] expected = new int[columns + 2 * MARGIN];
    for (int i = 0; i < columns; i++) {
      expected[MARGIN + i] = source[7 + starts[i]] & mask;
    }
    return new KernelCase(
        "fillRow",
        0,
        Expected.zeros(0),
        expected,
        () -> {
          int[] panel = new int[columns + 2 * MARGIN];
          bits.fillRow(source, 7, starts, columns, mask, panel, MARGIN);
          return new Outcome(NO_FLOATS, panel);
        });
  }

  static KernelCase maximumOfLanes(Kernels kernels, int size, long seed) {
    BitKernels bits = kernels.bits();
    int windows = 1 + size % 9;
    int step = bits.lanes() / windows;
    float[] sums = Numbers.random(seed, MARGIN + 2 * bits.lanes());
    double[] expected = new double[MARGIN + 2 * step];
    for (int i = 0; i < MARGIN; i++) {
      expected[i] = sums[i];
    }
    for (int f = 0; f < 2; f++) {
      for (int i = 0; i < step; i++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < windows; v++) {
          largest = Math.max(largest, sums[MARGIN + f * bits.lanes() + v * step + i]);
        }
        expected[MARGIN + f * step + i] = largest;
      }
    }
    return new KernelCase(
        "maximumOfLanes",
        0,
        new Expected(expected, new double[expected.length]),
        KernelCase.NONE,
        () -> {
          float[] y = sums.clone();
          bits.maximumOfLanes(windows, step, 2, y, MARGIN);
          return new Outcome(wanted(y, 2, bits.lanes(), step), KernelCase.NONE);
        });
  }

  /** Codes in a shuffled order; many numbers are equal to thresholds, one of which is infinite. */
  private static LevelBits levels(int size, SplittableRandom random) {
    int planes = 1 + size % 4;
    int[] codes = new int[1 << planes];
    float[] thresholds = new float[codes.length - 1];
    for (int k = 1; k < codes.length; k++) {
      int other = random.nextInt(1, k + 1);
      codes[k] = codes[other];
      codes[other] = k;
      thresholds[k - 1] = 0.25f * (k - codes.length / 2f);
    }
    thresholds[thresholds.length - 1] = planes > 1 ? Float.POSITIVE_INFINITY : 0;
    return LevelBits.of(planes, thresholds, codes);
  }

  private static float[] quarters(SplittableRandom random, int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = 0.125f * random.nextInt(-20, 21);
    }
    return numbers;
  }

  private static boolean plane(LevelBits levels, int a, float number) {
    boolean set = false;
    for (int k = 0; k < levels.thresholds().length; k++) {
      set ^= number >= levels.thresholds()[k] && bit(levels.changes()[k], a);
    }
    return set;
  }

  static KernelCase encodeRows(Kernels kernels, int size, long seed) {
    BitKernels bits = kernels.bits();
    SplittableRandom random = new SplittableRandom(seed);
    LevelBits levels = levels(size, random);
    int rows = 1 + size % WORD_BITS;
    int negated = random.nextInt();
    int columns = columns(bits, size);
    float[] sums = quarters(random, MARGIN + rows * bits.lanes());
    int[] expected = new int[levels.planes() * columns];
    for (int f = 0; f < rows; f++) {
      for (int i = 0; i < columns; i++) {
        float number = sums[MARGIN + f * bits.lanes() + i];
        for (int a = 0; a < levels.planes(); a++) {
          boolean set = plane(levels, a, bit(negated, f) ? -number : number);
          expected[a * columns + i] |= set ? 1 << f : 0;
        }
      }
    }
    return new KernelCase(
        "encodeRows",
        0,
        Expected.zeros(0),
        expected,
        () -> {
          int step = bits.lanes() + 3;
          int[] words = new int[MARGIN + levels.planes() * step];
          Arrays.fill(words, -1);
          bits.encodeRows(levels, sums, MARGIN, rows, negated, columns, words, MARGIN, step);
          int[] result = new int[expected.length];
          for (int a = 0; a < levels.planes(); a++) {
            System.arraycopy(words, MARGIN + a * step, result, a * columns, columns);
          }
          return new Outcome(NO_FLOATS, result);
        });
  }

  static KernelCase encodePixel(Kernels kernels, int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    LevelBits levels = levels(size, random);
    float[] x = quarters(random, MARGIN + size);
    int words = Math.ceilDiv(size, WORD_BITS);
    int planeStep = 2 * words + 1;
    int[] expected = new int[2 * MARGIN + levels.planes() * planeStep];
    for (int c = 0; c < size; c++) {
      for (int a = 0; a < levels.planes(); a++) {
        int at = MARGIN + c / WORD_BITS * 2 + a * planeStep;
        expected[at] |= plane(levels, a, x[MARGIN + c]) ? 1 << c % WORD_BITS : 0;
      }
    }
    return new KernelCase(
        "encodePixel",
        0,
        Expected.zeros(0),
        expected,
        () -> {
          int[] target = new int[expected.length];
          if (size > 0) {
            kernels.bits().encodePixel(levels, x, MARGIN, size, target, MARGIN, 2, planeStep);
          }
          return new Outcome(NO_FLOATS, target);
        });
  }
}
