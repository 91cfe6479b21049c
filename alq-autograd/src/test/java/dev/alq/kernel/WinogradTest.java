package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Winograd's convolution against the formula.
 *
 * <p>On random operands, normal or uniform, as they are or as a ReLU leaves them, the largest error
 * seen over layers of 16 to 512 channels is 13 roundings (2⁻²⁴) of the largest {@code Σ|x||w|} for
 * 3×3 kernels. For 5×5 kernels it is 23 for outputs and input gradients, 31 for weight gradients of
 * many tiles and 51 of four; direct sums reach 5 and 2. The tests allow twice as much, and more for
 * a weight gradient where tiles reach beyond the image: a tile rounds as a whole, and only a part
 * of it is a term of the sum.
 */
class WinogradTest {

  private static final long SEED = 29;

  private static double roundings(WinogradFiltering filtering) {
    return switch (filtering) {
      case F4X3 -> 26;
      case F4X5 -> 102;
    };
  }

  /** The identities hold whatever the operands: y = Aᵀ[(G g) ⊙ (Bᵀ d)] in exact arithmetic. */
  @ParameterizedTest
  @EnumSource
  void theMatricesComputeAConvolution(WinogradFiltering filtering) {
    double[][] a = WinogradCases.outputMatrix(filtering);
    double[][] g = WinogradCases.weightMatrix(filtering);
    double[][] b = WinogradCases.inputMatrix(filtering);
    for (int i = 0; i < filtering.output(); i++) {
      for (int tap = 0; tap < filtering.taps(); tap++) {
        for (int pixel = 0; pixel < filtering.input(); pixel++) {
          double sum = 0;
          for (int p = 0; p < filtering.input(); p++) {
            sum += a[i][p] * g[p][tap] * b[p][pixel];
          }
          assertEquals(pixel == i + tap ? 1 : 0, sum, 1e-14, i + " " + tap + " " + pixel);
        }
      }
    }
  }

  /** Sizes around tiles, all paddings, channels around panels; no images; many and few tiles. */
  @ParameterizedTest
  @CsvSource({
    "2, 8, 8, 32, 32, 3, 1",
    "3, 7, 7, 48, 16, 3, 1",
    "1, 13, 6, 33, 40, 3, 1",
    "2, 5, 9, 16, 65, 3, 0",
    "2, 10, 11, 37, 31, 3, 2",
    "9, 3, 3, 16, 16, 3, 0",
    "9, 1, 1, 20, 20, 3, 1",
    "9, 1, 2, 20, 20, 3, 2",
    "0, 8, 8, 32, 32, 3, 1",
    "20, 17, 15, 16, 17, 3, 1",
    "1, 4, 4, 128, 130, 3, 1",
    "3, 12, 12, 20, 50, 5, 0",
    "2, 8, 8, 32, 32, 5, 2",
    "1, 13, 6, 33, 40, 5, 2",
    "2, 5, 9, 16, 65, 5, 0",
    "2, 9, 11, 37, 31, 5, 4",
    "9, 1, 2, 7, 20, 5, 3",
    "0, 8, 8, 32, 32, 5, 2",
    "20, 17, 15, 16, 17, 5, 1"
  })
  void outputsAndGradientsFollowTheFormula(
      int batch, int height, int width, int channels, int outputs, int taps, int padding) {
    ConvolutionGeometry g =
        new ConvolutionGeometry(batch, height, width, channels, outputs, taps, taps, 1, padding);
    WinogradFiltering filtering = WinogradFiltering.of(g);
    double roundings = roundings(filtering);
    double waste = waste(TilePlan.of(g.ofBatch(1), filtering));
    ConvolutionOracle oracle = new ConvolutionOracle(g);
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] weights = Numbers.random(SEED + 1, g.weightSize());
    float[] bias = Numbers.random(SEED + 2, g.outputChannels());
    float[] dy = Numbers.random(SEED + 3, g.outputSize());
    Numbers.sets()
        .forEach(kernels -> {
          String what = kernels.name() + " " + g + " seed " + SEED;
          try (Engine engine = Engine.start(2, kernels)) {
            float[] y = undefined(g.outputSize());
            WinogradConvolution.forward(engine, g, x, weights, bias, y);
            ofLargest(oracle.forward(x, weights, bias)).check(y, roundings, what + " forward");
            WinogradConvolution.forward(engine, g, x, weights, null, y);
            ofLargest(oracle.forward(x, weights, null)).check(y, roundings, what + " no bias");

            float[] dx = undefined(g.inputSize());
            WinogradConvolution.backwardData(engine, g, dy, weights, dx);
            ofLargest(oracle.backwardData(dy, weights))
                .check(dx, roundings, what + " backward data");

            float[] dw = undefined(g.weightSize());
            new WinogradWeightGradient(engine, g).run(x, dy, dw);
            ofLargest(oracle.backwardWeights(x, dy))
                .check(dw, roundings * waste, what + " backward weights");
          }
        });
  }

  /** Pixels of all tiles for each pixel of the image. */
  private static double waste(TilePlan plan) {
    return (double) plan.count() * plan.size() * plan.size() / (plan.height() * plan.width());
  }

  /**
   * Every element may be as wrong as the one with the largest terms: at the border of an image, or
   * in a sum over few tiles, an element shares what was computed for its neighbours, however small
   * its own terms are.
   */
  private static Expected ofLargest(Expected expected) {
    double[] magnitudes = new double[expected.magnitudes().length];
    Arrays.fill(magnitudes, Arrays.stream(expected.magnitudes()).max().orElse(0));
    return new Expected(expected.values(), magnitudes);
  }

  /** What lies in the borrowed arrays from earlier work must not shine through. */
  @ParameterizedTest
  @EnumSource
  void usedBuffersChangeNothing(WinogradFiltering filtering) {
    int taps = filtering.taps();
    ConvolutionGeometry g = new ConvolutionGeometry(2, 7, 6, 33, 35, taps, taps, 1, 1);
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] weights = Numbers.random(SEED + 1, g.weightSize());
    float[] dy = Numbers.random(SEED + 2, g.outputSize());
    float[] notANumber = new float[g.inputSize()];
    Arrays.fill(notANumber, Float.NaN);
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(1, kernels)) {
            float[][] first = all(engine, g, x, weights, dy);
            all(engine, g, notANumber, weights, dy);
            float[][] second = all(engine, g, x, weights, dy);
            for (int i = 0; i < first.length; i++) {
              assertArrayEquals(first[i], second[i], kernels.name() + " pass " + i);
            }
          }
        });
  }

  private static float[][] all(
      Engine engine, ConvolutionGeometry g, float[] x, float[] weights, float[] dy) {
    float[] y = new float[g.outputSize()];
    float[] dx = new float[g.inputSize()];
    float[] dw = new float[g.weightSize()];
    WinogradConvolution.forward(engine, g, x, weights, null, y);
    WinogradConvolution.backwardData(engine, g, dy, weights, dx);
    new WinogradWeightGradient(engine, g).run(x, dy, dw);
    return new float[][] {y, dx, dw};
  }

  /** Of few, some and many tiles the work is cut differently, the sums are the same. */
  @ParameterizedTest
  @EnumSource
  void anImageHasTheSameBitsInEveryBatch(WinogradFiltering filtering) {
    int batch = 21;
    ConvolutionGeometry many = geometry(filtering, batch);
    float[] x = Numbers.random(SEED, many.inputSize());
    float[] weights = Numbers.random(SEED + 1, many.weightSize());
    float[] dy = Numbers.random(SEED + 2, many.outputSize());
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels)) {
            float[] y = new float[many.outputSize()];
            WinogradConvolution.forward(engine, many, x, weights, null, y);
            float[] dx = new float[many.inputSize()];
            WinogradConvolution.backwardData(engine, many, dy, weights, dx);
            for (int images : new int[] {1, 7}) {
              ConvolutionGeometry few = geometry(filtering, images);
              for (int n = 0; n < batch / images; n++) {
                String what = kernels.name() + " images " + images + " part " + n;
                float[] yPart = new float[few.outputSize()];
                float[] xPart = part(x, n, batch / images);
                WinogradConvolution.forward(engine, few, xPart, weights, null, yPart);
                assertArrayEquals(part(y, n, batch / images), yPart, what);
                float[] dxPart = new float[few.inputSize()];
                float[] dyPart = part(dy, n, batch / images);
                WinogradConvolution.backwardData(engine, few, dyPart, weights, dxPart);
                assertArrayEquals(part(dx, n, batch / images), dxPart, what);
              }
            }
          }
        });
  }

  /** 16 tiles per image. */
  private static ConvolutionGeometry geometry(WinogradFiltering filtering, int batch) {
    int taps = filtering.taps();
    return new ConvolutionGeometry(batch, 14, 13, 33, 40, taps, taps, 1, taps / 2);
  }

  private static float[] part(float[] all, int n, int parts) {
    int size = all.length / parts;
    return Arrays.copyOfRange(all, n * size, (n + 1) * size);
  }

  private static float[] undefined(int size) {
    float[] values = new float[size];
    Arrays.fill(values, Float.NaN);
    return values;
  }
}
