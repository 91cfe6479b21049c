package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The transforms of Winograd tiles, for {@link KernelCases}: with matrices that are built from the
 * points as Toom and Cook do.
 */
final class WinogradCases {

  /** Both passes round every product, every sum and, where it is not exact, the matrix. */
  private static final int ROUNDINGS = 12;

  private WinogradCases() {}

  /** All but the point at infinity. */
  private static double[] points(WinogradFiltering filtering) {
    return switch (filtering) {
      case F4X3 -> new double[] {0, 5.0 / 8, -5.0 / 8, 1.5, -1.5};
      case F4X5 -> new double[] {0, 0.5, -0.5, 1, -1, 2, -2};
    };
  }

  /** Aᵀ: powers of the points, the highest alone at infinity. */
  static double[][] outputMatrix(WinogradFiltering filtering) {
    double[] points = points(filtering);
    int rows = filtering.output();
    double[][] matrix = new double[rows][points.length + 1];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < points.length; j++) {
        matrix[i][j] = Math.pow(points[j], i);
      }
    }
    matrix[rows - 1][points.length] = 1;
    return matrix;
  }

  /** G: powers of the points, divided by the product of the distances from the others. */
  static double[][] weightMatrix(WinogradFiltering filtering) {
    double[] points = points(filtering);
    int columns = filtering.taps();
    double[][] matrix = new double[points.length + 1][columns];
    for (int i = 0; i < points.length; i++) {
      double distances = 1;
      for (int j = 0; j < points.length; j++) {
        distances *= j == i ? 1 : points[i] - points[j];
      }
      for (int k = 0; k < columns; k++) {
        matrix[i][k] = Math.pow(points[i], k) / distances;
      }
    }
    matrix[points.length][columns - 1] = 1;
    return matrix;
  }

  /** Bᵀ: coefficients of the product of x − point over the other points; of all at infinity. */
  static double[][] inputMatrix(WinogradFiltering filtering) {
    double[] points = points(filtering);
    int size = points.length + 1;
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      matrix[i][0] = 1;
      for (int j = 0; j < points.length; j++) {
        if (j != i) {
          for (int k = points.length; k > 0; k--) {
            matrix[i][k] = matrix[i][k - 1] - points[j] * matrix[i][k];
          }
          matrix[i][0] *= -points[j];
        }
      }
    }
    return matrix;
  }

  static double[][] transposed(double[][] matrix) {
    double[][] result = new double[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        result[j][i] = matrix[i][j];
      }
    }
    return result;
  }

  /** A method of the interface. */
  @FunctionalInterface
  private interface Transform {
    WinogradTransform of(WinogradKernels kernels);
  }

  /** By filtering and name of the kernel's method. */
  static Map<String, KernelCases.Factory> all() {
    Map<String, KernelCases.Factory> all = new LinkedHashMap<>();
    for (WinogradFiltering f : WinogradFiltering.values()) {
      double[][] a = outputMatrix(f);
      double[][] g = weightMatrix(f);
      double[][] b = inputMatrix(f);
      put(all, f, "inputTile", kernels -> kernels::inputTile, b);
      put(all, f, "inputGradientTile", kernels -> kernels::inputGradientTile, transposed(b));
      put(all, f, "weightTile", kernels -> kernels::weightTile, g);
      put(all, f, "weightGradientTile", kernels -> kernels::weightGradientTile, transposed(g));
      put(all, f, "outputTile", kernels -> kernels::outputTile, a);
      put(all, f, "outputGradientTile", kernels -> kernels::outputGradientTile, transposed(a));
    }
    return all;
  }

  private static void put(
      Map<String, KernelCases.Factory> all,
      WinogradFiltering filtering,
      String method,
      Transform transform,
      double[][] matrix) {
    String name = filtering + " " + method;
    all.put(
        name,
        (kernels, channels, seed) ->
            make(name, kernels.winograd(filtering), transform, matrix, channels, seed));
  }

  /** {@code L x Lᵀ}; for odd sizes the operand is read backwards. */
  private static KernelCase make(
      String name,
      WinogradKernels kernels,
      Transform transform,
      double[][] l,
      int channels,
      long seed) {
    int size = l[0].length;
    int step = channels % 2 == 0 ? channels + 3 : -(channels + 2);
    PixelGrid xGrid = new PixelGrid(size * step, step);
    int reach = size * size * Math.abs(step);
    int from = step > 0 ? 2 : reach;
    float[] x = Numbers.random(seed, 2 * reach + channels + 2);
    PixelGrid yGrid = new PixelGrid(channels + 1, l.length * (channels + 1));
    float[] before =
        Numbers.random(seed + 1, 2 * MARGIN + l.length * l.length * (channels + 1) + channels);
    Expected expected = Expected.of(before);
    for (int i = 0; i < l.length; i++) {
      for (int j = 0; j < l.length; j++) {
        for (int c = 0; c < channels; c++) {
          int at = MARGIN + i * yGrid.rowStep() + j * yGrid.columnStep() + c;
          expected.set(at, 0);
          for (int p = 0; p < size; p++) {
            for (int q = 0; q < size; q++) {
              double value = x[from + p * xGrid.rowStep() + q * xGrid.columnStep() + c];
              expected.add(at, l[i][p] * value * l[j][q]);
            }
          }
        }
      }
    }
    float[] scratch = new float[kernels.scratchSize()];
    return new KernelCase(
        name,
        ROUNDINGS,
        expected,
        KernelCase.NONE,
        () -> {
          float[] y = before.clone();
          transform.of(kernels).run(x, from, xGrid, y, MARGIN, yGrid, channels, scratch);
          return new Outcome(y, KernelCase.NONE);
        });
  }
}
