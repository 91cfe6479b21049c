package dev.alq.kernel;

/** The specification of the kernels with a ReLU. */
final class ScalarRectified implements RectifiedKernels {

  @Override
  public void scaleShiftRelu(
      float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift) {
    int channels = scale.length;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      for (int c = 0; c < channels; c++) {
        y[start + c] = Math.max(scale[c] * x[start + c] + shift[c], 0);
      }
    }
  }

  @Override
  public void reluGradientSums(
      float[] dy,
      float[] x,
      float[] scale,
      float[] shift,
      float[] centre,
      int fromRow,
      int toRow,
      float[] sums,
      int offset) {
    int channels = centre.length;
    int products = offset + channels;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      for (int c = 0; c < channels; c++) {
        float z = scale[c] * x[start + c] + shift[c];
        float gradient = z > 0 ? dy[start + c] : 0;
        sums[offset + c] += gradient;
        sums[products + c] += gradient * (x[start + c] - centre[c]);
      }
    }
  }

  @Override
  public void reluCombineRows(
      float[] dy,
      float[] x,
      float[] dx,
      int fromRow,
      int toRow,
      float[] scale,
      float[] shift,
      float[] p,
      float[] q,
      float[] r) {
    int channels = p.length;
    for (int row = fromRow; row < toRow; row++) {
      int start = row * channels;
      for (int c = 0; c < channels; c++) {
        float z = scale[c] * x[start + c] + shift[c];
        float gradient = z > 0 ? dy[start + c] : 0;
        dx[start + c] = p[c] * gradient + q[c] * x[start + c] + r[c];
      }
    }
  }

  @Override
  public void addRelu(float[] x, float[] y, float[] sum, int from, int to) {
    for (int i = from; i < to; i++) {
      sum[i] = Math.max(x[i] + y[i], 0);
    }
  }

  @Override
  public void maximumRelu(
      float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset) {
    for (int c = 0; c < channels; c++) {
      float best = x[starts[0] + c];
      int bestIndex = 0;
      for (int w = 1; w < count; w++) {
        float candidate = x[starts[w] + c];
        if (candidate > best || Float.isNaN(candidate)) {
          best = candidate;
          bestIndex = w;
        }
      }
      y[offset + c] = Math.max(best, 0);
      winner[offset + c] = best > 0 ? bestIndex : Kernels.NOBODY;
    }
  }
}
