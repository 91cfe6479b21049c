package dev.alq.kernel;

/** {@link ActivationKernels} in plain loops. */
final class ScalarActivations implements ActivationKernels {

  @Override
  public void quantize(
      float[] thresholds, float[] levels, int bitwidth, float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      // The product is 0 unless x is infinite or not a number.
      y[i] = levels[rank(thresholds, bitwidth, x[i])] + 0 * x[i];
    }
  }

  @Override
  public void gradientInside(
      float lowest, float highest, float[] x, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = x[i] >= lowest && x[i] <= highest ? dy[i] : 0;
    }
  }

  @Override
  public void rankSums(
      float[] thresholds, int bitwidth, float[] x, int from, int to, RankSums sums) {
    double[] target = sums.sums();
    for (int i = from; i < to; i++) {
      int place = 2 * rank(thresholds, bitwidth, x[i]);
      target[place] += 1;
      target[place + 1] += Math.max(x[i], 0) + 0 * x[i]; // as above
    }
  }

  private static int rank(float[] thresholds, int bitwidth, float number) {
    int rank = 0;
    for (int stride = (1 << bitwidth) / 2; stride > 0; stride >>= 1) {
      if (number >= thresholds[rank + stride - 1]) {
        rank += stride;
      }
    }
    return rank;
  }
}
