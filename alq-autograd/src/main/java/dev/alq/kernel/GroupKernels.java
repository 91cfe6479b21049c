package dev.alq.kernel;

/**
 * The inner loops of multi-bit weights. The elements of a group have <i>codes</i> of one byte: bit
 * i of a code is set where the element's sign in basis i is plus, and the bits from the bitwidth on
 * are clear. All sets of kernels give the same bits but for the sums, which they add in orders of
 * their own.
 */
public interface GroupKernels {

  /** The largest bitwidth: a code is one byte. */
  int MAX_BITWIDTH = 8;

  /** The least length of a table of values or thresholds: kernels may read that far. */
  int TABLE = 64;

  /**
   * The value of each code: {@code target[targetOffset + j] = values[codes[codesOffset + j]]}.
   *
   * @param values {@code 2^bitwidth} values in an array of at least {@link #TABLE}; not modified
   * @param bitwidth from 0 to {@link #MAX_BITWIDTH}
   * @param codes not modified
   * @param codesOffset start in {@code codes}
   * @param count number of elements
   * @param target modified
   * @param targetOffset start in {@code target}
   */
  void lookUp(
      float[] values,
      int bitwidth,
      byte[] codes,
      int codesOffset,
      int count,
      float[] target,
      int targetOffset);

  /**
   * Ranks numbers among ascending thresholds and translates the ranks: {@code codes[codesOffset +
   * j] = codeOfRank[r]} where r counts the thresholds that are not above {@code
   * numbers[numbersOffset + j]}.
   *
   * @param thresholds {@code 2^bitwidth - 1} ascending thresholds, none of them {@code -0}, in an
   *     array of at least {@link #TABLE}; those at the end may be infinite; not modified
   * @param codeOfRank {@code 2^bitwidth} codes in an array of at least {@link #TABLE}; not modified
   * @param bitwidth from 0 to {@link #MAX_BITWIDTH}
   * @param numbers finite; not modified
   * @param numbersOffset start in {@code numbers}
   * @param count number of elements
   * @param codes modified
   * @param codesOffset start in {@code codes}
   * @param ranks scratch for at least {@code count}; modified
   */
  void rank(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] numbers,
      int numbersOffset,
      int count,
      byte[] codes,
      int codesOffset,
      int[] ranks);

  /**
   * {@link #rank} of the numbers {@code point[j] - g[j] / h[j]}, each operation rounded to float.
   *
   * @param thresholds as for {@link #rank}; not modified
   * @param codeOfRank as for {@link #rank}; not modified
   * @param bitwidth from 0 to {@link #MAX_BITWIDTH}
   * @param point not modified
   * @param g not modified
   * @param h not modified
   * @param from start in {@code point}, {@code g} and {@code h}
   * @param count number of elements
   * @param codes modified
   * @param codesOffset start in {@code codes}
   * @param scratch for at least {@code count}; modified
   */
  void rankMinima(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] point,
      float[] g,
      float[] h,
      int from,
      int count,
      byte[] codes,
      int codesOffset,
      RankScratch scratch);

  /**
   * Scratch memory of {@link #rankMinima}; its contents are undefined before and after each call.
   *
   * @param numbers what is ranked
   * @param ranks its ranks
   */
  record RankScratch(float[] numbers, int[] ranks) {

    /**
     * Creates scratch memory.
     *
     * @param count the largest number of elements it will be used for
     */
    public RankScratch(int count) {
      this(new float[count], new int[count]);
    }
  }

  /**
   * Sums over the signs of each basis: {@code sums[i] = Σ_j B_ji x_j}.
   *
   * @param codes the signs; not modified
   * @param codesOffset start in {@code codes}
   * @param count number of elements
   * @param bitwidth from 0 to {@link #MAX_BITWIDTH}
   * @param x what is summed; not modified
   * @param xOffset start in {@code x}
   * @param scratch modified
   * @param sums modified: receives {@code bitwidth} sums
   */
  void signedSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch,
      double[] sums);

  /**
   * Sums over the signs of each pair of bases: {@code matrix[i·bitwidth + k] = Σ_j B_ji B_jk x_j}.
   * Where two bases are equal, so are their sums, bit for bit.
   *
   * @param codes the signs; not modified
   * @param codesOffset start in {@code codes}
   * @param count number of elements
   * @param bitwidth from 0 to {@link #MAX_BITWIDTH}
   * @param x what is summed; not modified
   * @param xOffset start in {@code x}
   * @param scratch modified
   * @param matrix modified: receives the symmetric matrix
   */
  void pairSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch,
      double[] matrix);

  /**
   * {@link #pairSums} of h together with {@link #signedSums} of the residuals {@code g[j] + h[j] ·
   * (values[codes[codesOffset + j]] - reference[j])}, each operation rounded to float.
   *
   * @param codes the signs; not modified
   * @param codesOffset start in {@code codes}
   * @param count number of elements
   * @param bitwidth from 0 to {@link #MAX_BITWIDTH}
   * @param values {@code 2^bitwidth} values in an array of at least {@link #TABLE}; not modified
   * @param g from 0 on; not modified
   * @param h from 0 on; not modified
   * @param reference from 0 on; not modified
   * @param residuals scratch for at least {@code count}; modified
   * @param scratch modified
   * @param matrix modified: receives the symmetric matrix
   * @param sums modified: receives {@code bitwidth} sums
   */
  void refitSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] values,
      float[] g,
      float[] h,
      float[] reference,
      float[] residuals,
      SignSums scratch,
      double[] matrix,
      double[] sums);

  /**
   * The plain sum.
   *
   * @param x not modified
   * @param from first index
   * @param to end of the range
   * @param scratch modified
   * @return {@code Σ x_j}
   */
  double sum(float[] x, int from, int to, SignSums scratch);

  /**
   * How quickly moments forget.
   *
   * @param keep1 factor of the first moment
   * @param take1 factor of the gradient in it
   * @param keep2 factor of the second moment
   * @param take2 factor of the squared gradient in it
   */
  record Decay(float keep1, float take1, float keep2, float take2) {}

  /**
   * Moments take in a gradient d: {@code m = keep1·m + take1·d}, {@code v = keep2·v + take2·d²},
   * {@code vMax = max(vMax, v)}.
   *
   * @param decay the factors
   * @param gradient d; not modified
   * @param gradientOffset start in {@code gradient}
   * @param m modified
   * @param v modified
   * @param vMax modified
   * @param from start in the three
   * @param count number of elements
   */
  void updateMoments(
      Decay decay,
      float[] gradient,
      int gradientOffset,
      float[] m,
      float[] v,
      float[] vMax,
      int from,
      int count);

  /**
   * A quadratic model from moments: {@code g = gradientScale·m}, {@code h = curvatureScale·(√vMax +
   * epsilon)}, each operation rounded to float.
   *
   * @param gradientScale factor of m
   * @param curvatureScale factor of the root
   * @param epsilon what is added to the root
   * @param m not modified
   * @param vMax none negative; not modified
   * @param from start in {@code m} and {@code vMax}
   * @param count number of elements
   * @param g modified from 0 on
   * @param h modified from 0 on
   */
  void model(
      float gradientScale,
      float curvatureScale,
      float epsilon,
      float[] m,
      float[] vMax,
      int from,
      int count,
      float[] g,
      float[] h);
}
