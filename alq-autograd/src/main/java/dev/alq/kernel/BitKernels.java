package dev.alq.kernel;

/**
 * The inner loops of networks that run as bits. What is multiplied with rows of signs stands in a
 * <i>panel</i>: one column for each pixel, {@link #lanes()} of them, and one row for each 32 signs
 * of a pixel, row-major. Tail bits are clear on both sides, so they meet as equal and count
 * nothing.
 */
public interface BitKernels {

  /** Numbers that share a table of sums. */
  int TABLE_INPUTS = 4;

  /** Sums in such a table: one for each choice of signs. */
  int TABLE_SIZE = 1 << TABLE_INPUTS;

  /** Rows of signs that are looked up together. */
  int TABLE_ROWS = 16;

  /**
   * The number of columns in a panel.
   *
   * @return at least 1
   */
  int lanes();

  /**
   * Products of signs. For all f from {@code fromRow} to {@code toRow} and i below {@code columns}
   *
   * <pre>
   * sums[sumsOffset + (f − fromRow)·lanes() + i] += Σ_t coefficients[t] · (−terms.half()
   *     + Σ_w bitCount(words[t·width + w] ^ panel[panelOffset + (places[t] + w)·lanes() + i]))
   * </pre>
   *
   * with t over the terms of row f in ascending order. Of n signs, {@code n − 2·bitCount} is the
   * sum of their products: callers fold what is left of the n and the −2 into sums and
   * coefficients. Counts from the middle keep what is added, and its rounding, as small as the
   * products. Counts are exact; a term has at most 2^19 words.
   *
   * @param terms the rows of signs
   * @param coefficients a factor per term; not modified
   * @param fromRow first row of {@code terms}
   * @param toRow end of the rows
   * @param panel the columns of signs; not modified
   * @param panelOffset where the panel's first row begins
   * @param columns how many columns are wanted, from 1 to {@link #lanes()}; what is added to the
   *     others is not defined
   * @param sums modified
   * @param sumsOffset where the sums of the first row begin
   */
  void addTerms(
      BitTerms terms,
      float[] coefficients,
      int fromRow,
      int toRow,
      int[] panel,
      int panelOffset,
      int columns,
      float[] sums,
      int sumsOffset);

  /**
   * Fills a row of a panel: {@code panel[panelOffset + i] = source[offset + starts[i]] & mask} for
   * i below {@code columns}.
   *
   * @param source where to read; not modified
   * @param offset added to all places in {@code source}
   * @param starts places in {@code source}; not modified
   * @param columns from 0 to {@link #lanes()}
   * @param mask which bits are taken
   * @param panel modified
   * @param panelOffset start in {@code panel}
   */
  void fillRow(
      int[] source, int offset, int[] starts, int columns, int mask, int[] panel, int panelOffset);

  /**
   * The largest of several lanes in each row: {@code sums[offset + f·lanes() + i] = max_v
   * sums[offset + f·lanes() + v·step + i]} for v below {@code windows} and i below {@code step}.
   *
   * @param windows how many values compete, at least 1
   * @param step distance between them, also the number of results; {@code windows·step} is at most
   *     {@link #lanes()}
   * @param rows number of rows
   * @param sums modified
   * @param offset start of the first row
   */
  void maximumOfLanes(int windows, int step, int rows, float[] sums, int offset);

  /**
   * Turns up to 32 rows of sums into bits, row f into bit f: {@code words[wordsOffset + a·planeStep
   * + i]} is plane a of column i. In rows whose bit in {@code negated} is set, the numbers are
   * {@code -sums}.
   *
   * @param levels thresholds and codes
   * @param sums row f begins at {@code offset + f·lanes()}; not modified
   * @param offset start of the first row
   * @param rows number of rows, from 1 to 32; the other bits are clear
   * @param negated rows of which the negative is meant
   * @param columns from 1 to {@link #lanes()}
   * @param words modified at {@link #lanes()} words per plane; those from {@code columns} on hold
   *     nothing in particular
   * @param wordsOffset start of plane 0
   * @param planeStep distance between planes, at least {@link #lanes()}
   */
  void encodeRows(
      LevelBits levels,
      float[] sums,
      int offset,
      int rows,
      int negated,
      int columns,
      int[] words,
      int wordsOffset,
      int planeStep);

  /**
   * Turns the channels of one pixel into bits, channel c into bit {@code c mod 32} of word {@code c
   * / 32}: {@code words[wordsOffset + (c / 32)·wordStep + a·planeStep]} is plane a.
   *
   * @param levels thresholds and codes
   * @param x the numbers; not modified
   * @param offset start in {@code x}
   * @param channels how many numbers, at least 1
   * @param words modified at one word per 32 channels and plane; tail bits become clear
   * @param wordsOffset place of the first word of plane 0
   * @param wordStep distance between the words of a plane
   * @param planeStep distance between planes
   */
  void encodePixel(
      LevelBits levels,
      float[] x,
      int offset,
      int channels,
      int[] words,
      int wordsOffset,
      int wordStep,
      int planeStep);

  /**
   * All sums of four numbers with signs: {@code tables[tablesOffset + 16q + c] = ((±x[offset + 4q]
   * ± x[offset + 4q + 1]) ± x[offset + 4q + 2]) ± x[offset + 4q + 3]}, the sign of number b being +
   * where bit b of c is set.
   *
   * @param x the numbers; not modified
   * @param offset start in {@code x}
   * @param count how many tables
   * @param tables modified at {@code 16·count} places
   * @param tablesOffset start in {@code tables}
   */
  void signTables(float[] x, int offset, int count, float[] tables, int tablesOffset);

  /**
   * Sums of numbers with signs, looked up four numbers at a time: for all r below 16·{@code blocks}
   *
   * <pre>
   * sums[sumsOffset + r] = Σ_w Σ_k tables[tablesOffset + 128w + 16k + (word(r, w) >>> 4k &amp; 15)]
   * word(r, w) = words[wordsOffset + ((r / 16)·width + w)·16 + r mod 16]
   * </pre>
   *
   * with k from 0 to 7, all added in ascending order to 0.
   *
   * @param words 32 signs each, a set bit for plus; not modified
   * @param wordsOffset start in {@code words}
   * @param blocks how many times 16 rows
   * @param width words of a row, at least 1
   * @param tables from {@link #signTables}, eight for each word; not modified
   * @param tablesOffset start in {@code tables}
   * @param sums overwritten at {@code 16·blocks} places
   * @param sumsOffset start in {@code sums}
   */
  void lookUp(
      int[] words,
      int wordsOffset,
      int blocks,
      int width,
      float[] tables,
      int tablesOffset,
      float[] sums,
      int sumsOffset);
}
