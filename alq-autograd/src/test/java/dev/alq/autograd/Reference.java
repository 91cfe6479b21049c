package dev.alq.autograd;

import java.util.Arrays;

/** The operations as their formulas say, in double precision, as plain loops. */
final class Reference {

  private Reference() {}

  /** Extents of a convolution or a pooling over images N,H,W,C with square windows. */
  record Images(int batch, int height, int width, int channels, int kernel, int stride, int pad) {
    int outputHeight() {
      return (height + 2 * pad - kernel) / stride + 1;
    }

    int outputWidth() {
      return (width + 2 * pad - kernel) / stride + 1;
    }

    /** Where a place of a window lies, or -1 outside of the image. */
    int at(int n, int i, int j, int h, int w) {
      int row = i * stride + h - pad;
      int column = j * stride + w - pad;
      boolean inside = row >= 0 && row < height && column >= 0 && column < width;
      return inside ? ((n * height + row) * width + column) * channels : -1;
    }
  }

  static double[] convolve(Images g, int outputs, double[] x, double[] w, double[] bias) {
    double[] y = new double[g.batch * g.outputHeight() * g.outputWidth() * outputs];
    for (int k = 0; k < y.length; k++) {
      int o = k % outputs;
      int j = k / outputs % g.outputWidth();
      int i = k / outputs / g.outputWidth() % g.outputHeight();
      int n = k / outputs / g.outputWidth() / g.outputHeight();
      y[k] = bias.length == 0 ? 0 : bias[o];
      for (int tap = 0; tap < g.kernel * g.kernel; tap++) {
        int at = g.at(n, i, j, tap / g.kernel, tap % g.kernel);
        for (int c = 0; at >= 0 && c < g.channels; c++) {
          y[k] += x[at + c] * w[(o * g.kernel * g.kernel + tap) * g.channels + c];
        }
      }
    }
    return y;
  }

  static double[] maxPool(Images g, double[] x) {
    double[] y = new double[g.batch * g.outputHeight() * g.outputWidth() * g.channels];
    for (int k = 0; k < y.length; k++) {
      int c = k % g.channels;
      int j = k / g.channels % g.outputWidth();
      int i = k / g.channels / g.outputWidth() % g.outputHeight();
      int n = k / g.channels / g.outputWidth() / g.outputHeight();
      y[k] = Double.NEGATIVE_INFINITY;
      for (int tap = 0; tap < g.kernel * g.kernel; tap++) {
        int at = g.at(n, i, j, tap / g.kernel, tap % g.kernel);
        if (at >= 0) {
          y[k] = Math.max(y[k], x[at + c]);
        }
      }
    }
    return y;
  }

  /** {@code x·wᵀ + b}, x N,I, w O,I. */
  static double[] affine(int rows, double[] x, double[] w, double[] bias) {
    int inputs = x.length / rows;
    int outputs = w.length / inputs;
    double[] y = new double[rows * outputs];
    for (int k = 0; k < y.length; k++) {
      y[k] = bias.length == 0 ? 0 : bias[k % outputs];
      for (int i = 0; i < inputs; i++) {
        y[k] += x[k / outputs * inputs + i] * w[k % outputs * inputs + i];
      }
    }
    return y;
  }

  static double[] matrixProduct(int m, double[] a, double[] b) {
    int inner = a.length / m;
    int n = b.length / inner;
    double[] y = new double[m * n];
    for (int i = 0; i < m * n; i++) {
      for (int k = 0; k < inner; k++) {
        y[i] += a[i / n * inner + k] * b[k * n + i % n];
      }
    }
    return y;
  }

  static double[] relu(double[] x) {
    return Arrays.stream(x).map(v -> Math.max(v, 0)).toArray();
  }

  /** Mean over the pixels of each of {@code batch} images of {@code channels} channels. */
  static double[] mean(int batch, int channels, double[] x) {
    int pixels = x.length / batch / channels;
    double[] y = new double[batch * channels];
    for (int i = 0; i < x.length; i++) {
      y[i / (pixels * channels) * channels + i % channels] += x[i] / pixels;
    }
    return y;
  }

  /** N,H,W,C to N,C·H·W. */
  static double[] flatten(int batch, int channels, double[] x) {
    int pixels = x.length / batch / channels;
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int n = i / (pixels * channels);
      y[(n * channels + i % channels) * pixels + i / channels % pixels] = x[i];
    }
    return y;
  }

  /** Batch normalisation with the batch's own mean and biased variance. */
  static double[] normalize(double[] x, double[] scale, double[] shift, double epsilon) {
    int channels = scale.length;
    int rows = x.length / channels;
    double[] mean = new double[channels];
    double[] variance = new double[channels];
    for (int i = 0; i < x.length; i++) {
      mean[i % channels] += x[i] / rows;
    }
    for (int i = 0; i < x.length; i++) {
      variance[i % channels] += Math.pow(x[i] - mean[i % channels], 2) / rows;
    }
    return normalize(x, scale, shift, mean, variance, epsilon);
  }

  /** Batch normalisation with given statistics. */
  static double[] normalize(
      double[] x,
      double[] scale,
      double[] shift,
      double[] mean,
      double[] variance,
      double epsilon) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % scale.length;
      y[i] = scale[c] * (x[i] - mean[c]) / Math.sqrt(variance[c] + epsilon) + shift[c];
    }
    return y;
  }

  static double[] crossEntropy(double[] z, int[] labels) {
    int classes = z.length / labels.length;
    double loss = 0;
    for (int n = 0; n < labels.length; n++) {
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        sum += Math.exp(z[n * classes + j]);
      }
      loss += (Math.log(sum) - z[n * classes + labels[n]]) / labels.length;
    }
    return new double[] {loss};
  }

  /** The multi-class hinge loss, each violation raised to a power. */
  static double[] hinge(double[] z, int[] labels, int power) {
    int classes = z.length / labels.length;
    double loss = 0;
    for (int n = 0; n < labels.length; n++) {
      for (int j = 0; j < classes; j++) {
        double violation = 1 - z[n * classes + labels[n]] + z[n * classes + j];
        if (j != labels[n] && violation > 0) {
          loss += Math.pow(violation, power) / classes / labels.length;
        }
      }
    }
    return new double[] {loss};
  }
}
