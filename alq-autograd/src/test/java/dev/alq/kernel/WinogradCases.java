package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;

/**
 * The transforms of Winograd tiles, for {@link KernelCases}: with matrices that are built from the
 * points as Toom and Cook do.
 */
final class WinogradCases {

  private static final double[] POINTS = {0, 5.0 / 8, -5.0 / 8, 1.5, -1.5};

  /** Both passes round every product, every sum and, where it is not exact, the matrix. */
  private static final int ROUNDINGS = 12;

  private WinogradCases() {}

  /** Aᵀ: powers of the points, the highest alone at infinity. */
  static double[][] outputMatrix() {
    double[][] matrix = new double[4][6];
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 5; j++) {
        matrix[i][j] = Math.pow(POINTS[j], i);
      }
    }
    matrix[3][5] = 1;
    return matrix;
  }

  /** G: powers of the points, divided by the product of the distances from the others. */
  static double[][] weightMatrix() {
    double[][] matrix = new double[6][3];
    for (int i = 0; i < 5; i++) {
      double distances = 1;
      for (int j = 0; j < 5; j++) {
        distances *= j == i ? 1 : POINTS[i] - POINTS[j];
      }
      for (int k = 0; k < 3; k++) {
        matrix[i][k] = Math.pow(POINTS[i], k) / distances;
      }
    }
    matrix[5][2] = 1;
    return matrix;
  }

  /** Bᵀ: coefficients of the product of x − point over the other points; of all at infinity. */
  static double[][] inputMatrix() {
    double[][] matrix = new double[6][6];
    for (int i = 0; i < 6; i++) {
      matrix[i][0] = 1;
      for (int j = 0; j < 5; j++) {
        if (j != i) {
          for (int k = 5; k > 0; k--) {
            matrix[i][k] = matrix[i][k - 1] - POINTS[j] * matrix[i][k];
          }
          matrix[i][0] *= -POINTS[j];
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

  /** A transform with its operands bound. */
  @FunctionalInterface
  private interface Transform {
    void run(float[] x, int from, PixelGrid xGrid, float[] y, int to, PixelGrid yGrid, float[] s);
  }

  /** {@code L x Lᵀ + term}; for odd sizes the operand is read backwards. */
  private static KernelCase make(
      String name,
      Kernels kernels,
      double[][] l,
      int channels,
      long seed,
      float[] term,
      Transform transform) {
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
          expected.set(at, term.length == 0 ? 0 : term[1 + c]);
          for (int p = 0; p < size; p++) {
            for (int q = 0; q < size; q++) {
              double value = x[from + p * xGrid.rowStep() + q * xGrid.columnStep() + c];
              expected.add(at, l[i][p] * value * l[j][q]);
            }
          }
        }
      }
    }
    float[] scratch = new float[kernels.winograd().scratchSize()];
    return new KernelCase(
        name,
        ROUNDINGS,
        expected,
        KernelCase.NONE,
        () -> {
          float[] y = before.clone();
          transform.run(x, from, xGrid, y, MARGIN, yGrid, scratch);
          return new Outcome(y, KernelCase.NONE);
        });
  }

  static KernelCase inputTile(Kernels kernels, int channels, long seed) {
    WinogradKernels winograd = kernels.winograd();
    return make(
        "inputTile",
        kernels,
        inputMatrix(),
        channels,
        seed,
        new float[0],
        (x, from, xGrid, y, to, yGrid, scratch) ->
            winograd.inputTile(x, from, xGrid, y, to, yGrid, channels, scratch));
  }

  static KernelCase weightTile(Kernels kernels, int channels, long seed) {
    WinogradKernels winograd = kernels.winograd();
    return make(
        "weightTile",
        kernels,
        weightMatrix(),
        channels,
        seed,
        new float[0],
        (x, from, xGrid, y, to, yGrid, scratch) ->
            winograd.weightTile(x, from, xGrid, y, to, yGrid, channels, scratch));
  }

  static KernelCase outputTile(Kernels kernels, int channels, long seed) {
    WinogradKernels winograd = kernels.winograd();
    float[] bias = Numbers.random(seed + 2, channels + 1);
    return make(
        "outputTile",
        kernels,
        outputMatrix(),
        channels,
        seed,
        bias,
        (x, from, xGrid, y, to, yGrid, scratch) ->
            winograd.outputTile(x, from, xGrid, bias, 1, y, to, yGrid, channels, scratch));
  }

  static KernelCase outputGradientTile(Kernels kernels, int channels, long seed) {
    WinogradKernels winograd = kernels.winograd();
    return make(
        "outputGradientTile",
        kernels,
        transposed(outputMatrix()),
        channels,
        seed,
        new float[0],
        (x, from, xGrid, y, to, yGrid, scratch) ->
            winograd.outputGradientTile(x, from, xGrid, y, to, yGrid, channels, scratch));
  }

  static KernelCase weightGradientTile(Kernels kernels, int channels, long seed) {
    WinogradKernels winograd = kernels.winograd();
    return make(
        "weightGradientTile",
        kernels,
        transposed(weightMatrix()),
        channels,
        seed,
        new float[0],
        (x, from, xGrid, y, to, yGrid, scratch) ->
            winograd.weightGradientTile(x, from, xGrid, y, to, yGrid, channels, scratch));
  }
}
