package dev.alq.kernel;

import static jdk.incubator.vector.VectorOperators.AND;
import static jdk.incubator.vector.VectorOperators.BIT_COUNT;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BitKernels} on the Vector API: four vectors of columns at a time, so that each word of
 * signs is read once for all of them. The commonest widths of a term are written out; no vector
 * passes through a method, which the compiler might not inline.
 */
final class VectorBits implements BitKernels {

  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int V = I.length();
  private static final int V2 = 2 * V;
  private static final int V3 = 3 * V;
  private static final int LANES = 4 * V;
  private static final int WORD_BITS = BitTerms.WORD_BITS;

  /** A table fills a vector of this length. */
  private static final VectorSpecies<Float> T = FloatVector.SPECIES_512;

  private static final VectorSpecies<Integer> TI = IntVector.SPECIES_512;

  /** The signs of each number in the places of a table. */
  private static final float[] SIGNS = signs();

  private static final IntVector ORDER = IntVector.zero(I).addIndex(1);

  /** Narrower machines count bits by tables, which the scalar twin's loops do as well. */
  private static final int FEWEST_BITS = 512;

  private static final ScalarBits SCALAR = new ScalarBits();

  private static float[] signs() {
    float[] signs = new float[TABLE_INPUTS * TABLE_SIZE];
    for (int i = 0; i < signs.length; i++) {
      int number = i / TABLE_SIZE;
      int choice = i % TABLE_SIZE;
      signs[i] = (choice >>> number & 1) == 0 ? -1 : 1;
    }
    return signs;
  }

  static boolean supported() {
    return I.vectorBitSize() >= FEWEST_BITS;
  }

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
    int[] starts = terms.starts();
    for (int f = fromRow, at = sumsOffset; f < toRow; f++, at += LANES) {
      int from = starts[f];
      int to = starts[f + 1];
      if (columns <= V2) {
        for (int i = 0; i < columns; i += V) {
          addToOne(terms, coefficients, from, to, panel, panelOffset + i, sums, at + i);
        }
      } else if (terms.width() == 4) {
        addFours(terms, coefficients, from, to, panel, panelOffset, sums, at);
      } else if (terms.width() == 8) {
        addEights(terms, coefficients, from, to, panel, panelOffset, sums, at);
      } else {
        addAny(terms, coefficients, from, to, panel, panelOffset, sums, at);
      }
    }
  }

  /** Terms of one vector of columns. */
  private static void addToOne(
      BitTerms terms, float[] c, int from, int to, int[] panel, int offset, float[] y, int at) {
    int[] words = terms.words();
    int[] places = terms.places();
    int width = terms.width();
    IntVector none = IntVector.broadcast(I, -terms.half());
    FloatVector y0 = FloatVector.fromArray(F, y, at);
    for (int t = from; t < to; t++) {
      IntVector n0 = none;
      int p = offset + places[t] * LANES;
      for (int w = t * width, end = w + width; w < end; w++, p += LANES) {
        IntVector b = IntVector.broadcast(I, words[w]);
        n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      }
      y0 = FloatVector.broadcast(F, c[t]).fma((FloatVector) n0.convertShape(I2F, F, 0), y0);
    }
    y0.intoArray(y, at);
  }

  /** Terms of any width. */
  private static void addAny(
      BitTerms terms, float[] c, int from, int to, int[] panel, int offset, float[] y, int at) {
    int[] words = terms.words();
    int[] places = terms.places();
    int width = terms.width();
    IntVector none = IntVector.broadcast(I, -terms.half());
    FloatVector y0 = FloatVector.fromArray(F, y, at);
    FloatVector y1 = FloatVector.fromArray(F, y, at + V);
    FloatVector y2 = FloatVector.fromArray(F, y, at + V2);
    FloatVector y3 = FloatVector.fromArray(F, y, at + V3);
    for (int t = from; t < to; t++) {
      IntVector n0 = none;
      IntVector n1 = n0;
      IntVector n2 = n0;
      IntVector n3 = n0;
      int p = offset + places[t] * LANES;
      for (int w = t * width, end = w + width; w < end; w++, p += LANES) {
        IntVector b = IntVector.broadcast(I, words[w]);
        n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
        n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
        n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
        n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      }
      FloatVector a = FloatVector.broadcast(F, c[t]);
      y0 = a.fma((FloatVector) n0.convertShape(I2F, F, 0), y0);
      y1 = a.fma((FloatVector) n1.convertShape(I2F, F, 0), y1);
      y2 = a.fma((FloatVector) n2.convertShape(I2F, F, 0), y2);
      y3 = a.fma((FloatVector) n3.convertShape(I2F, F, 0), y3);
    }
    y0.intoArray(y, at);
    y1.intoArray(y, at + V);
    y2.intoArray(y, at + V2);
    y3.intoArray(y, at + V3);
  }

  /** Terms of four words. */
  private static void addFours(
      BitTerms terms, float[] c, int from, int to, int[] panel, int offset, float[] y, int at) {
    int[] words = terms.words();
    int[] places = terms.places();
    IntVector none = IntVector.broadcast(I, -terms.half());
    FloatVector y0 = FloatVector.fromArray(F, y, at);
    FloatVector y1 = FloatVector.fromArray(F, y, at + V);
    FloatVector y2 = FloatVector.fromArray(F, y, at + V2);
    FloatVector y3 = FloatVector.fromArray(F, y, at + V3);
    for (int t = from; t < to; t++) {
      IntVector n0 = none;
      IntVector n1 = n0;
      IntVector n2 = n0;
      IntVector n3 = n0;
      int w = 4 * t;
      int p = offset + places[t] * LANES;
      IntVector b = IntVector.broadcast(I, words[w]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 1]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 2]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 3]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      FloatVector a = FloatVector.broadcast(F, c[t]);
      y0 = a.fma((FloatVector) n0.convertShape(I2F, F, 0), y0);
      y1 = a.fma((FloatVector) n1.convertShape(I2F, F, 0), y1);
      y2 = a.fma((FloatVector) n2.convertShape(I2F, F, 0), y2);
      y3 = a.fma((FloatVector) n3.convertShape(I2F, F, 0), y3);
    }
    y0.intoArray(y, at);
    y1.intoArray(y, at + V);
    y2.intoArray(y, at + V2);
    y3.intoArray(y, at + V3);
  }

  /** Terms of eight words. */
  private static void addEights(
      BitTerms terms, float[] c, int from, int to, int[] panel, int offset, float[] y, int at) {
    int[] words = terms.words();
    int[] places = terms.places();
    IntVector none = IntVector.broadcast(I, -terms.half());
    FloatVector y0 = FloatVector.fromArray(F, y, at);
    FloatVector y1 = FloatVector.fromArray(F, y, at + V);
    FloatVector y2 = FloatVector.fromArray(F, y, at + V2);
    FloatVector y3 = FloatVector.fromArray(F, y, at + V3);
    for (int t = from; t < to; t++) {
      IntVector n0 = none;
      IntVector n1 = n0;
      IntVector n2 = n0;
      IntVector n3 = n0;
      int w = 8 * t;
      int p = offset + places[t] * LANES;
      IntVector b = IntVector.broadcast(I, words[w]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 1]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 2]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 3]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 4]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 5]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 6]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      p += LANES;
      b = IntVector.broadcast(I, words[w + 7]);
      n0 = n0.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p)).lanewise(BIT_COUNT));
      n1 = n1.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V)).lanewise(BIT_COUNT));
      n2 = n2.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V2)).lanewise(BIT_COUNT));
      n3 = n3.add(b.lanewise(XOR, IntVector.fromArray(I, panel, p + V3)).lanewise(BIT_COUNT));
      FloatVector a = FloatVector.broadcast(F, c[t]);
      y0 = a.fma((FloatVector) n0.convertShape(I2F, F, 0), y0);
      y1 = a.fma((FloatVector) n1.convertShape(I2F, F, 0), y1);
      y2 = a.fma((FloatVector) n2.convertShape(I2F, F, 0), y2);
      y3 = a.fma((FloatVector) n3.convertShape(I2F, F, 0), y3);
    }
    y0.intoArray(y, at);
    y1.intoArray(y, at + V);
    y2.intoArray(y, at + V2);
    y3.intoArray(y, at + V3);
  }

  @Override
  public void fillRow(
      int[] source, int offset, int[] starts, int columns, int mask, int[] panel, int panelOffset) {
    int i = 0;
    for (; i <= columns - V; i += V) {
      IntVector at = IntVector.fromArray(I, starts, i);
      int first = starts[i];
      IntVector x =
          at.sub(first).eq(ORDER).allTrue()
              ? IntVector.fromArray(I, source, offset + first)
              : IntVector.fromArray(I, source, offset, starts, i);
      x.lanewise(AND, mask).intoArray(panel, panelOffset + i);
    }
    for (; i < columns; i++) {
      panel[panelOffset + i] = source[offset + starts[i]] & mask;
    }
  }

  @Override
  public void maximumOfLanes(int windows, int step, int rows, float[] sums, int offset) {
    for (int f = 0; f < rows; f++) {
      int at = offset + f * LANES;
      for (int v = 1; v < windows; v++) {
        for (int i = 0; i < step; i += V) {
          VectorMask<Float> in = F.indexInRange(i, step);
          FloatVector other = FloatVector.fromArray(F, sums, at + v * step + i, in);
          FloatVector.fromArray(F, sums, at + i, in).max(other).intoArray(sums, at + i, in);
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
      Arrays.fill(words, wordsOffset + a * planeStep, wordsOffset + a * planeStep + LANES, 0);
      for (int k = 0; k < levels.thresholds().length; k++) {
        if ((levels.changes()[k] >>> a & 1) != 0) {
          float threshold = levels.thresholds()[k];
          for (int i = 0; i < columns; i += V) {
            int at = wordsOffset + a * planeStep + i;
            toggle(threshold, sums, offset + i, rows, negated, words, at);
          }
        }
      }
    }
  }

  /** Turns the bits of the rows that reach a threshold, in one vector of columns. */
  private static void toggle(
      float threshold, float[] sums, int offset, int rows, int negated, int[] words, int at) {
    IntVector bits = IntVector.fromArray(I, words, at);
    for (int f = 0; f < rows; f++) {
      FloatVector y = FloatVector.fromArray(F, sums, offset + f * LANES);
      VectorMask<Float> reached =
          (negated >>> f & 1) == 0 ? y.compare(GE, threshold) : y.compare(LE, -threshold);
      bits = bits.lanewise(XOR, 1 << f, reached.cast(I));
    }
    bits.intoArray(words, at);
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
    int whole = channels - channels % WORD_BITS;
    for (int c = 0; c < whole; c += WORD_BITS) {
      int at = wordsOffset + c / WORD_BITS * wordStep;
      for (int a = 0; a < levels.planes(); a++) {
        words[at + a * planeStep] = plane(levels, a, x, offset + c);
      }
    }
    if (whole < channels) {
      int at = wordsOffset + whole / WORD_BITS * wordStep;
      SCALAR.encodePixel(
          levels, x, offset + whole, channels - whole, words, at, wordStep, planeStep);
    }
  }

  @Override
  public void signTables(float[] x, int offset, int count, float[] tables, int tablesOffset) {
    for (int q = 0; q < count; q++) {
      int from = offset + q * TABLE_INPUTS;
      FloatVector.fromArray(T, SIGNS, 0)
          .mul(x[from])
          .add(FloatVector.fromArray(T, SIGNS, TABLE_SIZE).mul(x[from + 1]))
          .add(FloatVector.fromArray(T, SIGNS, 2 * TABLE_SIZE).mul(x[from + 2]))
          .add(FloatVector.fromArray(T, SIGNS, 3 * TABLE_SIZE).mul(x[from + 3]))
          .intoArray(tables, tablesOffset + q * TABLE_SIZE);
    }
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
    int block = 0;
    for (; block <= blocks - 4; block += 4) {
      int from = wordsOffset + block * width * TABLE_ROWS;
      int at = sumsOffset + block * TABLE_ROWS;
      lookUpFour(words, from, width, tables, tablesOffset, sums, at);
    }
    for (; block < blocks; block++) {
      int from = wordsOffset + block * width * TABLE_ROWS;
      int at = sumsOffset + block * TABLE_ROWS;
      lookUpOne(words, from, width, tables, tablesOffset, sums, at);
    }
  }

  /** Four blocks of rows read each table once. */
  private static void lookUpFour(
      int[] words, int from, int width, float[] tables, int offset, float[] y, int at) {
    int step = width * TABLE_ROWS;
    FloatVector y0 = FloatVector.zero(T);
    FloatVector y1 = y0;
    FloatVector y2 = y0;
    FloatVector y3 = y0;
    int table = offset;
    for (int w = from; w < from + step; w += TABLE_ROWS) {
      IntVector b0 = IntVector.fromArray(TI, words, w);
      IntVector b1 = IntVector.fromArray(TI, words, w + step);
      IntVector b2 = IntVector.fromArray(TI, words, w + 2 * step);
      IntVector b3 = IntVector.fromArray(TI, words, w + 3 * step);
      for (int k = 0; k < WORD_BITS; k += TABLE_INPUTS, table += TABLE_SIZE) {
        IntVector t = FloatVector.fromArray(T, tables, table).reinterpretAsInts();
        y0 = y0.add(b0.selectFrom(t).reinterpretAsFloats());
        y1 = y1.add(b1.selectFrom(t).reinterpretAsFloats());
        y2 = y2.add(b2.selectFrom(t).reinterpretAsFloats());
        y3 = y3.add(b3.selectFrom(t).reinterpretAsFloats());
        b0 = b0.lanewise(LSHR, TABLE_INPUTS);
        b1 = b1.lanewise(LSHR, TABLE_INPUTS);
        b2 = b2.lanewise(LSHR, TABLE_INPUTS);
        b3 = b3.lanewise(LSHR, TABLE_INPUTS);
      }
    }
    y0.intoArray(y, at);
    y1.intoArray(y, at + TABLE_ROWS);
    y2.intoArray(y, at + 2 * TABLE_ROWS);
    y3.intoArray(y, at + 3 * TABLE_ROWS);
  }

  private static void lookUpOne(
      int[] words, int from, int width, float[] tables, int offset, float[] y, int at) {
    FloatVector y0 = FloatVector.zero(T);
    int table = offset;
    for (int w = from; w < from + width * TABLE_ROWS; w += TABLE_ROWS) {
      IntVector b0 = IntVector.fromArray(TI, words, w);
      for (int k = 0; k < WORD_BITS; k += TABLE_INPUTS, table += TABLE_SIZE) {
        IntVector t = FloatVector.fromArray(T, tables, table).reinterpretAsInts();
        y0 = y0.add(b0.selectFrom(t).reinterpretAsFloats());
        b0 = b0.lanewise(LSHR, TABLE_INPUTS);
      }
    }
    y0.intoArray(y, at);
  }

  private static int plane(LevelBits levels, int a, float[] x, int offset) {
    long bits = 0;
    for (int i = 0; i < WORD_BITS; i += V) {
      FloatVector y = FloatVector.fromArray(F, x, offset + i);
      for (int k = 0; k < levels.thresholds().length; k++) {
        if ((levels.changes()[k] >>> a & 1) != 0) {
          bits ^= y.compare(GE, levels.thresholds()[k]).toLong() << i;
        }
      }
    }
    return (int) bits;
  }
}
