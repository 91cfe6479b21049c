package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Direct convolutions and their gradients against the formula, over a product of extents. */
class ConvolutionTest {

  private static final long SEED = 13;
  private static final int[] OUTPUTS = {1, 5, 33, 16};

  static Stream<Arguments> kernelsAndStrides() {
    return Stream.of(1, 3, 5, 7)
        .flatMap(kernel -> Stream.of(1, 2, 3).map(stride -> Arguments.of(kernel, stride)));
  }

  @ParameterizedTest
  @MethodSource("kernelsAndStrides")
  void squareKernelsFollowTheFormula(int kernel, int stride) {
    List<ConvolutionGeometry> geometries = new ArrayList<>();
    for (int padding : new int[] {0, kernel / 2, kernel - 1}) {
      for (int channels : new int[] {1, 3, 17, 32, 33}) {
        for (int batch : new int[] {0, 1, 3}) {
          int outputs = OUTPUTS[geometries.size() % OUTPUTS.length];
          geometries.add(
              new ConvolutionGeometry(
                  batch, 8, 7, channels, outputs, kernel, kernel, stride, padding));
        }
      }
    }
    checkAll(geometries.stream().distinct().toList());
  }

  @Test
  void otherExtentsFollowTheFormula() {
    checkAll(
        List.of(
            new ConvolutionGeometry(2, 5, 9, 3, 4, 3, 1, 1, 0),
            new ConvolutionGeometry(2, 9, 5, 3, 4, 2, 5, 2, 1),
            new ConvolutionGeometry(1, 4, 4, 2, 65, 4, 4, 1, 0),
            new ConvolutionGeometry(1, 1, 1, 1, 1, 3, 3, 1, 1),
            new ConvolutionGeometry(40, 3, 3, 2, 3, 3, 3, 1, 1),
            new ConvolutionGeometry(1, 20, 21, 2, 40, 3, 3, 1, 1),
            new ConvolutionGeometry(2, 10, 11, 1, 2, 2, 2, 4, 1)));
  }

  /** Tiles whose rows are the same pixel of several images, the last of them with a rest. */
  @Test
  void largeBatchesFollowTheFormula() {
    Numbers.sets()
        .forEach(kernels -> {
          int rows = kernels.tileRows();
          try (Engine engine = Engine.start(2, kernels, ConvolutionMethod.DIRECT)) {
            check(engine, new ConvolutionGeometry(rows, 5, 4, 3, 5, 3, 3, 1, 1));
            check(engine, new ConvolutionGeometry(rows + 1, 4, 5, 2, 33, 3, 3, 1, 2));
            check(engine, new ConvolutionGeometry(rows + 3, 6, 5, 3, 4, 5, 5, 2, 2));
            check(engine, new ConvolutionGeometry(2 * rows, 3, 7, 2, 3, 2, 4, 1, 1));
          }
        });
  }

  /** So many output channels that a weight gradient copies what its taps see. */
  @Test
  void manyOutputChannelsFollowTheFormula() {
    Numbers.sets()
        .forEach(kernels -> {
          int outputs = 6 * kernels.tileColumns() - 3;
          int channels = kernels.tileRows();
          try (Engine engine = Engine.start(2, kernels, ConvolutionMethod.DIRECT)) {
            check(engine, new ConvolutionGeometry(5, 4, 3, channels, outputs, 3, 3, 1, 1));
            check(engine, new ConvolutionGeometry(3, 4, 5, channels, outputs, 3, 3, 2, 2));
            check(engine, new ConvolutionGeometry(2, 5, 4, 3, outputs, 3, 3, 1, 1));
          }
        });
  }

  @Test
  void anImagesResultIsTheSameInAnyBatch() {
    Numbers.sets()
        .forEach(kernels -> {
          int batch = kernels.tileRows() + 1;
          ConvolutionGeometry all = new ConvolutionGeometry(batch, 5, 6, 3, 7, 3, 3, 1, 1);
          ConvolutionGeometry one = new ConvolutionGeometry(1, 5, 6, 3, 7, 3, 3, 1, 1);
          float[] x = Numbers.random(SEED, all.inputSize());
          float[] weights = Numbers.random(SEED + 1, all.weightSize());
          float[] bias = Numbers.random(SEED + 2, all.outputChannels());
          float[] y = undefined(all.outputSize());
          float[] single = undefined(one.outputSize());
          try (Engine engine = Engine.start(2, kernels, ConvolutionMethod.DIRECT)) {
            Convolution.forward(engine, all, x, weights, bias, y);
            for (int n = 0; n < batch; n++) {
              int from = n * one.inputSize();
              float[] image = Arrays.copyOfRange(x, from, from + one.inputSize());
              Convolution.forward(engine, one, image, weights, bias, single);
              int at = n * one.outputSize();
              float[] expected = Arrays.copyOfRange(y, at, at + one.outputSize());
              assertArrayEquals(expected, single, kernels.name() + " image " + n);
            }
          }
        });
  }

  private static void checkAll(List<ConvolutionGeometry> geometries) {
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels, ConvolutionMethod.DIRECT)) {
            geometries.forEach(g -> check(engine, g));
          }
        });
  }

  private static void check(Engine engine, ConvolutionGeometry g) {
    String what = engine.kernels().name() + " " + g + " seed " + SEED;
    ConvolutionOracle oracle = new ConvolutionOracle(g);
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] weights = Numbers.random(SEED + 1, g.weightSize());
    float[] bias = Numbers.random(SEED + 2, g.outputChannels());
    float[] dy = Numbers.random(SEED + 3, g.outputSize());

    float[] y = undefined(g.outputSize());
    Convolution.forward(engine, g, x, weights, bias, y);
    oracle.forward(x, weights, bias).check(y, 3 + 2.0 * g.depth(), what + " forward");
    Convolution.forward(engine, g, x, weights, null, y);
    oracle.forward(x, weights, null).check(y, 3 + 2.0 * g.depth(), what + " without bias");

    float[] dx = undefined(g.inputSize());
    Convolution.backwardData(engine, g, dy, weights, dx);
    int terms = g.kernelHeight() * g.kernelWidth() * g.outputChannels();
    oracle.backwardData(dy, weights).check(dx, 3 + 2.0 * terms, what + " backward data");

    float[] dw = undefined(g.weightSize());
    Convolution.backwardWeights(engine, g, x, dy, dw);
    int pixels = g.batch() * g.outputHeight() * g.outputWidth();
    oracle.backwardWeights(x, dy).check(dw, 3 + 2.0 * pixels, what + " backward weights");
  }

  /** Results are overwritten: what was there must not shine through. */
  private static float[] undefined(int size) {
    float[] values = new float[size];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  @Test
  void geometryCountsWhatTheFormulaHas() {
    ConvolutionGeometry g = new ConvolutionGeometry(2, 9, 8, 3, 4, 5, 3, 2, 1);
    assertEquals(4, g.outputHeight());
    assertEquals(4, g.outputWidth());
    assertEquals(2 * 9 * 8 * 3, g.inputSize());
    assertEquals(2 * 4 * 4 * 4, g.outputSize());
    assertEquals(4 * 5 * 3 * 3, g.weightSize());
    assertEquals(5 * 3 * 3, g.depth());
  }

  @Test
  void impossibleExtentsAreRefused() {
    refused("-1 images", -1, 8, 8, 3, 4, 3, 1, 1);
    refused("0×8×3", 1, 0, 8, 3, 4, 3, 1, 1);
    refused("8×8×0", 1, 8, 8, 0, 4, 3, 1, 1);
    refused("to 0 channels", 1, 8, 8, 3, 0, 3, 1, 1);
    refused("kernel 0×0", 1, 8, 8, 3, 4, 0, 1, 0);
    refused("stride 0", 1, 8, 8, 3, 4, 3, 0, 1);
    refused("padding -1", 1, 8, 8, 3, 4, 3, 1, -1);
    refused("padding 3", 1, 8, 8, 3, 4, 3, 1, 3);
    refused("kernel 5×5 is larger than the input 2×8", 1, 2, 8, 3, 4, 5, 1, 1);
  }

  private static void refused(
      String message,
      int batch,
      int height,
      int width,
      int channels,
      int outputs,
      int kernel,
      int stride,
      int padding) {
    assertRefused(
        () ->
            new ConvolutionGeometry(
                batch, height, width, channels, outputs, kernel, kernel, stride, padding),
        message);
  }
}
