package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;
import static dev.alq.kernel.KernelCases.ROWS;

import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;

/**
 * The kernels with a ReLU, for {@link KernelCases}. What the ReLU sees is a multiple of 1/64, so
 * that no rounding decides what passes, and zero at some elements.
 */
final class RectifiedCases {

  private RectifiedCases() {}

  /** Multiples of 1/8 from -1 to 1. */
  private static float[] eighths(long seed, int size) {
    float[] values = Numbers.random(seed, size);
    for (int i = 0; i < size; i++) {
      values[i] = Math.round(8 * values[i]) / 8f;
    }
    return values;
  }

  /** Rows and the line per channel that the ReLU sees. */
  private record Line(int channels, float[] x, float[] scale, float[] shift) {

    static Line of(int channels, long seed) {
      return new Line(
          channels,
          eighths(seed, ROWS * channels),
          eighths(seed + 1, channels),
          eighths(seed + 2, channels));
    }

    double at(int index) {
      int c = index % channels;
      return (double) scale[c] * x[index] + shift[c];
    }

    double passing(float[] dy, int index) {
      return at(index) > 0 ? dy[index] : 0;
    }
  }

  static KernelCase scaleShiftRelu(Kernels kernels, int channels, long seed) {
    Line line = Line.of(channels, seed);
    return KernelCases.rows(
        "scaleShiftRelu",
        channels,
        seed,
        (expected, i) -> expected.set(i, Math.max(line.at(i), 0)),
        (y, from, to) ->
            kernels.rectified().scaleShiftRelu(line.x, y, from, to, line.scale, line.shift));
  }

  static KernelCase reluGradientSums(Kernels kernels, int channels, long seed) {
    Line line = Line.of(channels, seed);
    float[] dy = Numbers.random(seed + 3, ROWS * channels);
    float[] centre = Numbers.random(seed + 4, channels);
    return KernelCases.gradientSums(
        "reluGradientSums",
        channels,
        seed,
        (i, c) -> line.passing(dy, i),
        (i, c) -> line.passing(dy, i) * ((double) line.x[i] - centre[c]),
        (sums, from, to) ->
            kernels
                .rectified()
                .reluGradientSums(
                    dy, line.x, line.scale, line.shift, centre, from, to, sums, MARGIN));
  }

  static KernelCase reluCombineRows(Kernels kernels, int channels, long seed) {
    Line line = Line.of(channels, seed);
    float[] dy = Numbers.random(seed + 3, ROWS * channels);
    float[] p = Numbers.random(seed + 4, channels);
    float[] q = Numbers.random(seed + 5, channels);
    float[] r = Numbers.random(seed + 6, channels);
    return KernelCases.rows(
        "reluCombineRows",
        channels,
        seed,
        (expected, i) -> addCombination(expected, i, line, dy, p, q, r),
        (dx, from, to) ->
            kernels
                .rectified()
                .reluCombineRows(dy, line.x, dx, from, to, line.scale, line.shift, p, q, r));
  }

  private static void addCombination(
      Expected expected, int i, Line line, float[] dy, float[] p, float[] q, float[] r) {
    int c = i % line.channels;
    expected.set(i, r[c]);
    expected.add(i, p[c] * line.passing(dy, i));
    expected.add(i, (double) q[c] * line.x[i]);
  }

  static KernelCase addRelu(Kernels kernels, int size, long seed) {
    float[] x = eighths(seed, size + 2 * MARGIN);
    float[] y = eighths(seed + 1, size + 2 * MARGIN);
    return KernelCases.elementwise(
        "addRelu",
        size,
        seed,
        (expected, i) -> expected.set(i, Math.max((double) x[i] + y[i], 0)),
        (sum, from, to) -> kernels.rectified().addRelu(x, y, sum, from, to));
  }
}
