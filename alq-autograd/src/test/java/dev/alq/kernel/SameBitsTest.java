package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.alq.testing.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The number of threads changes the speed, never a bit. */
class SameBitsTest {

  private static final long SEED = 23;
  private static final int REPEATS = 3;

  private static final ConvolutionGeometry CONVOLUTION =
      new ConvolutionGeometry(5, 14, 13, 17, 35, 3, 3, 1, 1);
  private static final ConvolutionGeometry STRIDED =
      new ConvolutionGeometry(4, 15, 15, 3, 20, 5, 5, 2, 2);

  private static final ConvolutionGeometry MANY_TILES =
      new ConvolutionGeometry(40, 13, 14, 33, 40, 3, 3, 1, 1);
  private static final ConvolutionGeometry FIVE_TAPS =
      new ConvolutionGeometry(70, 12, 12, 20, 50, 5, 5, 1, 0);
  private static final ConvolutionGeometry FEW_TILES =
      new ConvolutionGeometry(3, 7, 8, 40, 33, 3, 3, 1, 1);

  private static Map<String, Function<Engine, float[]>> works() {
    Map<String, Function<Engine, float[]>> works = new LinkedHashMap<>();
    works.put("product", engine -> product(engine, 200, 500, 150));
    works.put("narrow product", engine -> product(engine, 10, 3000, 7));
    works.put("forward", engine -> forward(engine, CONVOLUTION));
    works.put("strided forward", engine -> forward(engine, STRIDED));
    works.put("backward data", engine -> backwardData(engine, CONVOLUTION));
    works.put("strided backward data", engine -> backwardData(engine, STRIDED));
    works.put("backward weights", engine -> backwardWeights(engine, CONVOLUTION));
    works.put("strided backward weights", engine -> backwardWeights(engine, STRIDED));
    works.put("many tiles forward", engine -> winogradForward(engine, MANY_TILES));
    works.put("many tiles backward data", engine -> winogradBackwardData(engine, MANY_TILES));
    works.put("many tiles backward weights", engine -> winogradBackwardWeights(engine, MANY_TILES));
    works.put("five taps forward", engine -> winogradForward(engine, FIVE_TAPS));
    works.put("five taps backward data", engine -> winogradBackwardData(engine, FIVE_TAPS));
    works.put("five taps backward weights", engine -> winogradBackwardWeights(engine, FIVE_TAPS));
    works.put("few tiles forward", engine -> winogradForward(engine, FEW_TILES));
    works.put("few tiles backward data", engine -> winogradBackwardData(engine, FEW_TILES));
    works.put("few tiles backward weights", engine -> winogradBackwardWeights(engine, FEW_TILES));
    works.put("sums", SameBitsTest::sums);
    return works;
  }

  @Test
  void oneTwoAndThreeThreadsGiveTheSameBits() {
    works()
        .forEach((name, work) ->
            Numbers.sets()
                .forEach(kernels -> {
                  float[] alone = run(kernels, 1, work);
                  for (int threads = 1; threads <= 3; threads++) {
                    String what = kernels.name() + " " + name + " threads " + threads;
                    for (int repeat = 0; repeat < REPEATS; repeat++) {
                      assertArrayEquals(alone, run(kernels, threads, work), what);
                    }
                  }
                }));
  }

  private static float[] run(Kernels kernels, int threads, Function<Engine, float[]> work) {
    try (Engine engine = Engine.start(threads, kernels)) {
      return work.apply(engine);
    }
  }

  private static float[] product(Engine engine, int m, int k, int n) {
    float[] c = Numbers.random(SEED + 2, m * n);
    Gemm.multiplyAdd(
        engine,
        MatrixView.of(Numbers.random(SEED, m * k), m, k),
        MatrixView.of(Numbers.random(SEED + 1, k * n), k, n),
        MatrixView.of(c, m, n));
    return c;
  }

  private static float[] forward(Engine engine, ConvolutionGeometry g) {
    float[] y = new float[g.outputSize()];
    Convolution.forward(
        engine,
        g,
        Numbers.random(SEED, g.inputSize()),
        Numbers.random(SEED + 1, g.weightSize()),
        Numbers.random(SEED + 2, g.outputChannels()),
        y);
    return y;
  }

  private static float[] backwardData(Engine engine, ConvolutionGeometry g) {
    float[] dx = new float[g.inputSize()];
    Convolution.backwardData(
        engine,
        g,
        Numbers.random(SEED, g.outputSize()),
        Numbers.random(SEED + 1, g.weightSize()),
        dx);
    return dx;
  }

  private static float[] backwardWeights(Engine engine, ConvolutionGeometry g) {
    float[] dw = new float[g.weightSize()];
    Convolution.backwardWeights(
        engine,
        g,
        Numbers.random(SEED, g.inputSize()),
        Numbers.random(SEED + 1, g.outputSize()),
        dw);
    return dw;
  }

  private static float[] winogradForward(Engine engine, ConvolutionGeometry g) {
    float[] y = new float[g.outputSize()];
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] weights = Numbers.random(SEED + 1, g.weightSize());
    WinogradConvolution.forward(engine, g, x, weights, null, y);
    return y;
  }

  private static float[] winogradBackwardData(Engine engine, ConvolutionGeometry g) {
    float[] dx = new float[g.inputSize()];
    float[] dy = Numbers.random(SEED, g.outputSize());
    float[] weights = Numbers.random(SEED + 1, g.weightSize());
    WinogradConvolution.backwardData(engine, g, dy, weights, dx);
    return dx;
  }

  private static float[] winogradBackwardWeights(Engine engine, ConvolutionGeometry g) {
    float[] dw = new float[g.weightSize()];
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] dy = Numbers.random(SEED + 1, g.outputSize());
    new WinogradWeightGradient(engine, g).run(x, dy, dw);
    return dw;
  }

  /** All sums in double precision, each as two floats so that no bit is lost. */
  private static float[] sums(Engine engine) {
    int rows = 5000;
    int channels = 33;
    float[] x = Numbers.random(SEED, rows * channels);
    float[] y = Numbers.random(SEED + 1, rows * channels);
    float[] centre = Numbers.random(SEED + 2, channels);
    ChannelSums.Gradient gradient = ChannelSums.gradient(engine, x, y, centre, rows);
    ChannelSums.Gradient rectified =
        ChannelSums.rectifiedGradient(engine, x, y, centre, centre, centre, rows);
    double[][] all = {
      ChannelSums.sums(engine, x, rows, channels),
      ChannelSums.centredSquares(engine, x, centre, rows),
      gradient.gradients(),
      gradient.products(),
      rectified.gradients(),
      rectified.products()
    };
    float[] result = new float[2 * all.length * channels];
    for (int i = 0; i < all.length * channels; i++) {
      double value = all[i / channels][i % channels];
      result[2 * i] = (float) value;
      result[2 * i + 1] = (float) (value - (float) value);
    }
    return result;
  }
}
