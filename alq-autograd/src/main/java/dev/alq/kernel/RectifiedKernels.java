package dev.alq.kernel;

/**
 * Loops that end or begin with a ReLU and so save a pass over memory. Each gives the bits of the
 * kernels of {@link Kernels} that it stands for, one after the other.
 */
public interface RectifiedKernels {

  /**
   * {@link Kernels#scaleShift}, then {@link Kernels#relu}: {@code y[r·channels + c] =
   * max(scale[c]·x[r·channels + c] + shift[c], 0)}.
   *
   * @param x rows; not modified
   * @param y rows; modified in the range; may be {@code x}
   * @param fromRow first row
   * @param toRow end of the rows
   * @param scale a factor per channel; its length is the number of channels; not modified
   * @param shift a term per channel; not modified
   */
  void scaleShiftRelu(float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift);

  /**
   * {@link Kernels#reluGradient} of the result of {@link #scaleShiftRelu}, computed anew, then
   * {@link Kernels#gradientSums}.
   *
   * @param dy gradient at the result, rows; not modified
   * @param x rows; not modified
   * @param scale a factor per channel; its length is the number of channels; not modified
   * @param shift a term per channel; not modified
   * @param centre subtracted from {@code x} per channel; not modified
   * @param fromRow first row
   * @param toRow end of the rows
   * @param sums modified at twice as many places as there are channels
   * @param offset where the sums lie
   */
  void reluGradientSums(
      float[] dy,
      float[] x,
      float[] scale,
      float[] shift,
      float[] centre,
      int fromRow,
      int toRow,
      float[] sums,
      int offset);

  /**
   * {@link Kernels#reluGradient} of the result of {@link #scaleShiftRelu}, computed anew, then
   * {@link Kernels#combineRows}.
   *
   * @param dy gradient at the result, rows; not modified unless it is {@code dx}
   * @param x rows; not modified
   * @param dx rows; modified in the range; may be {@code dy}
   * @param fromRow first row
   * @param toRow end of the rows
   * @param scale a factor per channel; its length is the number of channels; not modified
   * @param shift a term per channel; not modified
   * @param p factor of what passes the ReLU, per channel; not modified
   * @param q factor of {@code x} per channel; not modified
   * @param r term per channel; not modified
   */
  void reluCombineRows(
      float[] dy,
      float[] x,
      float[] dx,
      int fromRow,
      int toRow,
      float[] scale,
      float[] shift,
      float[] p,
      float[] q,
      float[] r);

  /**
   * {@link Kernels#add}, then {@link Kernels#relu}: {@code sum[i] = max(x[i] + y[i], 0)}.
   *
   * @param x first term; not modified
   * @param y second term; not modified
   * @param sum modified in the range; may be {@code x} or {@code y}
   * @param from first index
   * @param to end of the range
   */
  void addRelu(float[] x, float[] y, float[] sum, int from, int to);

  /**
   * {@link Kernels#maximum}, then {@link Kernels#relu}; where nothing passes the ReLU, the winner
   * is {@link Kernels#NOBODY}.
   *
   * @param x holds the rows; not modified
   * @param starts where each row begins in {@code x}; not modified
   * @param count how many entries of {@code starts} count, at least 1
   * @param channels elements in a row
   * @param y receives the largest values
   * @param winner receives indices into {@code starts} or {@link Kernels#NOBODY}
   * @param offset where the results lie in {@code y} and {@code winner}
   */
  void maximumRelu(
      float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset);
}
