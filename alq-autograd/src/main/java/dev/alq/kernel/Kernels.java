package dev.alq.kernel;

/**
 * The inner loops of everything that is computed. There are two implementations of each: a scalar
 * one, plain loops that are the specification, and one on {@code jdk.incubator.vector}. Callers
 * have checked all arguments. Arrays are row-major; "rows" of {@code channels} elements are what a
 * channel-last image batch consists of. Ranges are half-open.
 */
public interface Kernels {

  /** The winner of a maximum that hands its gradient to nobody. */
  int NOBODY = -1;

  /**
   * What to call this set in a log.
   *
   * @return a short name such as "vector-512"
   */
  String name();

  /**
   * Rows of the result that {@link #tile} computes.
   *
   * @return at least 1
   */
  int tileRows();

  /**
   * Columns of the result that {@link #tile} computes.
   *
   * @return at least 1
   */
  int tileColumns();

  /**
   * The transforms of a Winograd convolution.
   *
   * @param filtering which
   * @return those of this set
   */
  WinogradKernels winograd(WinogradFiltering filtering);

  /**
   * The loops of multi-bit weights.
   *
   * @return those of this set
   */
  GroupKernels groups();

  /**
   * The loops of quantized activations.
   *
   * @return those of this set
   */
  ActivationKernels activations();

  /**
   * The loops of networks that run as bits.
   *
   * @return those of this set
   */
  BitKernels bits();

  /**
   * The loops with a ReLU.
   *
   * @return those of this set
   */
  RectifiedKernels rectified();

  /**
   * The register-blocked heart of products and convolutions, for all i below {@link #tileRows()}
   * and j below {@link #tileColumns()}:
   *
   * <pre>
   * c[cOffset + i·cStep + j] += Σ_s Σ_k a[aRows[i] + s·aSegmentStep + k·aStep]
   *                                   · b[bOffset + s·bSegmentStep + k·bStep + j]
   * </pre>
   *
   * with s below {@code walk.segments()} and k below {@code walk.segmentLength()}. Rows are added
   * in ascending order, so they may overlap in {@code c}.
   *
   * @param walk the steps
   * @param a left operand; not modified
   * @param aRows start of each row in {@code a}, at least {@link #tileRows()} entries; not modified
   * @param b right operand; not modified
   * @param bOffset start in {@code b}
   * @param c the result; a full tile is modified
   * @param cOffset start in {@code c}
   * @param cStep distance between rows of {@code c}
   */
  void tile(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep);

  /**
   * Whether {@link #tilePart} computes no more columns than wanted and leaves the others as they
   * are.
   *
   * @return false if it computes all columns of the tile
   */
  boolean computesParts();

  /**
   * The rows that {@link #tilePart} computes; it leaves the others as they are.
   *
   * @param rows wanted rows, from 1 to {@link #tileRows()}
   * @return at least as many
   */
  int partRows(int rows);

  /**
   * As {@link #tile}, to the bit, where only the upper left of a tile is wanted. What else is
   * computed, see {@link #partRows} and {@link #computesParts()}, holds no particular values
   * afterwards.
   *
   * @param walk the steps
   * @param a left operand; not modified
   * @param aRows start of each row in {@code a}, at least {@link #tileRows()} entries; not modified
   * @param b right operand, {@link #tileColumns()} columns at each step; not modified
   * @param bOffset start in {@code b}
   * @param c the result; modified
   * @param cOffset start in {@code c}
   * @param cStep distance between rows of {@code c}
   * @param rows wanted rows, from 1 to {@link #tileRows()}
   * @param columns wanted columns, from 1 to {@link #tileColumns()}
   */
  void tilePart(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns);

  /**
   * {@code c[cOffset + i·cStep + j] += block[blockOffset + i·blockStep + j]} for i below {@code
   * rows} and j below {@code columns}, rows in ascending order (they may overlap in {@code c}).
   *
   * @param block what is added; not modified
   * @param blockOffset start in {@code block}
   * @param blockStep distance between rows of {@code block}
   * @param c modified
   * @param cOffset start in {@code c}
   * @param cStep distance between rows of {@code c}
   * @param rows number of rows
   * @param columns number of columns
   */
  void addBlock(
      float[] block,
      int blockOffset,
      int blockStep,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns);

  /**
   * {@code target[targetOffset + i·targetStep + j] = source[offset + i·sourceStep + j]} for i below
   * {@code rows} and j below {@code columns}.
   *
   * @param source what is copied; not modified
   * @param offset start in {@code source}
   * @param sourceStep distance between rows of {@code source}; 0 repeats one row
   * @param target modified; another array than {@code source}
   * @param targetOffset start in {@code target}
   * @param targetStep distance between rows of {@code target}
   * @param rows number of rows
   * @param columns number of columns
   */
  void copyBlock(
      float[] source,
      int offset,
      int sourceStep,
      float[] target,
      int targetOffset,
      int targetStep,
      int rows,
      int columns);

  /**
   * {@code target[targetOffset + i·starts.length + r] = source[offset + i·step + starts[r]]} for i
   * below {@code count} and all r.
   *
   * @param source where to read; not modified
   * @param offset added to all places in {@code source}
   * @param step distance between the places of i and i + 1
   * @param count how many i
   * @param starts places in {@code source}; not modified
   * @param target modified
   * @param targetOffset start in {@code target}
   */
  void gather(
      float[] source,
      int offset,
      int step,
      int count,
      int[] starts,
      float[] target,
      int targetOffset);

  /**
   * {@code y[i] = max(x[i], 0)}.
   *
   * @param x input; not modified unless it is {@code y}
   * @param y output; modified in the range; may be {@code x}
   * @param from first index
   * @param to end of the range
   */
  void relu(float[] x, float[] y, int from, int to);

  /**
   * {@code dx[i] = y[i] > 0 ? dy[i] : 0}.
   *
   * @param y output of {@link #relu}; not modified
   * @param dy gradient at the output; not modified unless it is {@code dx}
   * @param dx gradient at the input; modified in the range; may be {@code dy}
   * @param from first index
   * @param to end of the range
   */
  void reluGradient(float[] y, float[] dy, float[] dx, int from, int to);

  /**
   * {@code sum[i] = x[i] + y[i]}.
   *
   * @param x first term; not modified
   * @param y second term; not modified
   * @param sum modified in the range; may be {@code x} or {@code y}
   * @param from first index
   * @param to end of the range
   */
  void add(float[] x, float[] y, float[] sum, int from, int to);

  /**
   * {@code y[r·channels + c] = scale[c]·x[r·channels + c] + shift[c]}.
   *
   * @param x rows; not modified
   * @param y rows; modified in the range; may be {@code x}
   * @param fromRow first row
   * @param toRow end of the rows
   * @param scale a factor per channel; its length is the number of channels; not modified
   * @param shift a term per channel; not modified
   */
  void scaleShift(float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift);

  /**
   * {@code dx = p[c]·dy + q[c]·x + r[c]} at each row and channel: the gradient of batch
   * normalisation with its factors gathered per channel.
   *
   * @param dy rows; not modified unless it is {@code dx}
   * @param x rows; not modified
   * @param dx rows; modified in the range; may be {@code dy}
   * @param fromRow first row
   * @param toRow end of the rows
   * @param p factor of {@code dy} per channel; its length is the number of channels; not modified
   * @param q factor of {@code x} per channel; not modified
   * @param r term per channel; not modified
   */
  void combineRows(
      float[] dy, float[] x, float[] dx, int fromRow, int toRow, float[] p, float[] q, float[] r);

  /**
   * {@code sums[offset + c] += Σ_r x[r·channels + c]}, rows in ascending order.
   *
   * @param x rows; not modified
   * @param fromRow first row
   * @param toRow end of the rows
   * @param channels elements in a row
   * @param sums modified at {@code channels} places
   * @param offset where the sums lie
   */
  void columnSums(float[] x, int fromRow, int toRow, int channels, float[] sums, int offset);

  /**
   * {@code sums[offset + c] += Σ_r (x[r·channels + c] − centre[c])²}, rows in ascending order.
   *
   * @param x rows; not modified
   * @param centre subtracted per channel; its length is the number of channels; not modified
   * @param fromRow first row
   * @param toRow end of the rows
   * @param sums modified at as many places as there are channels
   * @param offset where the sums lie
   */
  void centredSquareSums(
      float[] x, float[] centre, int fromRow, int toRow, float[] sums, int offset);

  /**
   * {@code sums[offset + c] += Σ_r dy[r·channels + c]} and {@code sums[offset + channels + c] +=
   * Σ_r dy[r·channels + c]·(x[r·channels + c] − centre[c])}, rows in ascending order.
   *
   * @param dy rows; not modified
   * @param x rows; not modified
   * @param centre subtracted from {@code x} per channel; its length is the number of channels; not
   *     modified
   * @param fromRow first row
   * @param toRow end of the rows
   * @param sums modified at twice as many places as there are channels
   * @param offset where the sums lie
   */
  void gradientSums(
      float[] dy, float[] x, float[] centre, int fromRow, int toRow, float[] sums, int offset);

  /**
   * The largest of several rows at each channel, and which it was (the first where several are
   * equal). A NaN is taken for the largest, so that none is lost; of several the last one counts.
   *
   * @param x holds the rows; not modified
   * @param starts where each row begins in {@code x}; not modified
   * @param count how many entries of {@code starts} count, at least 1
   * @param channels elements in a row
   * @param y receives the largest values
   * @param winner receives indices into {@code starts}
   * @param offset where the results lie in {@code y} and {@code winner}
   */
  void maximum(
      float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset);

  /**
   * The gradient of {@link #maximum}: {@code dx[starts[winner[offset + c]] + c] += dy[offset + c]},
   * but nothing for {@link #NOBODY}.
   *
   * @param dy gradient at the output; not modified
   * @param winner from {@link #maximum} or {@link RectifiedKernels#maximumRelu}; not modified
   * @param offset where output and winners lie
   * @param channels elements in a row
   * @param starts where each row begins in {@code dx}; not modified
   * @param count how many entries of {@code starts} count
   * @param dx gradient at the input; added to
   */
  void maximumGradient(
      float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx);

  /**
   * As {@link #maximumGradient} for rows that belong to one window only, so that nothing need be
   * added up: {@code dx[starts[w] + c] = winner[offset + c] == w ? dy[offset + c] : 0}.
   *
   * @param dy gradient at the output; not modified
   * @param winner from {@link #maximum} or {@link RectifiedKernels#maximumRelu}; not modified
   * @param offset where output and winners lie
   * @param channels elements in a row
   * @param starts where each row begins in {@code dx}; not modified
   * @param count how many entries of {@code starts} count
   * @param dx gradient at the input; overwritten at the rows
   */
  void spreadMaximum(
      float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx);
}
