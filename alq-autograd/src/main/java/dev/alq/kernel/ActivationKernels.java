package dev.alq.kernel;

/**
 * The inner loops of quantized activations. A number's <i>rank</i> is how many of {@code 2^bitwidth
 * - 1} ascending thresholds are not above it. All sets of kernels give the same bits but for {@link
 * #rankSums}, whose sums they add in orders of their own.
 */
public interface ActivationKernels {

  /**
   * The level of each number's rank: {@code y[i] = levels[rank of x[i]]}, and not a number where
   * {@code x[i]} is not finite.
   *
   * @param thresholds ascending, in an array of at least {@link GroupKernels#TABLE}; those at the
   *     end may be infinite; not modified
   * @param levels {@code 2^bitwidth} finite levels, none of them {@code -0}, in an array of at
   *     least {@link GroupKernels#TABLE}; not modified
   * @param bitwidth from 1 to {@link GroupKernels#MAX_BITWIDTH}
   * @param x input; not modified unless it is {@code y}
   * @param y output; modified in the range; may be {@code x}
   * @param from first index
   * @param to end of the range
   */
  void quantize(
      float[] thresholds, float[] levels, int bitwidth, float[] x, float[] y, int from, int to);

  /**
   * The gradient of {@link #quantize} as if it were the identity between two bounds: {@code dx[i] =
   * lowest ≤ x[i] ≤ highest ? dy[i] : 0}.
   *
   * @param lowest the lower bound
   * @param highest the upper bound
   * @param x input of {@link #quantize}; not modified
   * @param dy gradient at the output; not modified
   * @param dx gradient at the input; modified in the range
   * @param from first index
   * @param to end of the range
   */
  void gradientInside(
      float lowest, float highest, float[] x, float[] dy, float[] dx, int from, int to);

  /**
   * How many numbers have each rank, and their sum where they are positive: the sums of each rank r
   * grow by the number of elements with that rank and by {@code Σ max(x[i], 0)} over them, which is
   * not finite where one of them is not.
   *
   * @param thresholds as for {@link #quantize}; not modified
   * @param bitwidth from 1 to {@link GroupKernels#MAX_BITWIDTH}
   * @param x not modified
   * @param from first index
   * @param to end of the range
   * @param sums of the same bitwidth; modified
   */
  void rankSums(float[] thresholds, int bitwidth, float[] x, int from, int to, RankSums sums);
}
