package dev.alq.kernel;

import dev.alq.testing.Expected;
import org.jspecify.annotations.Nullable;

/** A convolution as its formula says, in double precision, and the two gradients of it. */
record ConvolutionOracle(ConvolutionGeometry g) {

  /** One product of the formula: positions in input, weights and output. */
  @FunctionalInterface
  private interface Term {
    void at(int x, int w, int y);
  }

  private void forEachTerm(Term term) {
    for (int n = 0; n < g.batch(); n++) {
      for (int i = 0; i < g.outputHeight(); i++) {
        for (int j = 0; j < g.outputWidth(); j++) {
          for (int h = 0; h < g.kernelHeight(); h++) {
            for (int w = 0; w < g.kernelWidth(); w++) {
              forEachChannel(n, i, j, h, w, term);
            }
          }
        }
      }
    }
  }

  private void forEachChannel(int n, int i, int j, int h, int w, Term term) {
    int row = i * g.stride() + h - g.padding();
    int column = j * g.stride() + w - g.padding();
    if (row < 0 || row >= g.height() || column < 0 || column >= g.width()) {
      return;
    }
    int x = ((n * g.height() + row) * g.width() + column) * g.channels();
    int y = ((n * g.outputHeight() + i) * g.outputWidth() + j) * g.outputChannels();
    for (int o = 0; o < g.outputChannels(); o++) {
      int tap = ((o * g.kernelHeight() + h) * g.kernelWidth() + w) * g.channels();
      for (int c = 0; c < g.channels(); c++) {
        term.at(x + c, tap + c, y + o);
      }
    }
  }

  Expected forward(float[] x, float[] weights, float @Nullable [] bias) {
    Expected y = Expected.zeros(g.outputSize());
    if (bias != null) {
      for (int k = 0; k < g.outputSize(); k++) {
        y.add(k, bias[k % g.outputChannels()]);
      }
    }
    forEachTerm((xi, wi, yi) -> y.add(yi, (double) x[xi] * weights[wi]));
    return y;
  }

  Expected backwardData(float[] dy, float[] weights) {
    Expected dx = Expected.zeros(g.inputSize());
    forEachTerm((xi, wi, yi) -> dx.add(xi, (double) dy[yi] * weights[wi]));
    return dx;
  }

  Expected backwardWeights(float[] x, float[] dy) {
    Expected dw = Expected.zeros(g.weightSize());
    forEachTerm((xi, wi, yi) -> dw.add(wi, (double) dy[yi] * x[xi]));
    return dw;
  }
}
