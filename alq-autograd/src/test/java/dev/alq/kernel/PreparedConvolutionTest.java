package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.alq.testing.Numbers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Prepared convolutions against those that prepare themselves at every call. */
class PreparedConvolutionTest {

  private static final long SEED = 31;

  /** X. */
  private static final ConvolutionGeometry FEW_TILES =
      new ConvolutionGeometry(1, 4, 4, 64, 70, 3, 3, 1, 1);

  private static final ConvolutionGeometry MANY_TILES =
      new ConvolutionGeometry(1, 12, 12, 64, 70, 3, 3, 1, 1);

  private static final ConvolutionGeometry STRIDED =
      new ConvolutionGeometry(1, 9, 7, 5, 37, 5, 5, 2, 2);

  @Test
  void directOnesAreTheSameToTheBit() {
    for (int batch : new int[] {0, 1, 3, 19}) {
      check(STRIDED, batch, ConvolutionMethod.WINOGRAD_WHERE_FASTER, ConvolutionMethod.DIRECT);
      check(FEW_TILES, batch, ConvolutionMethod.DIRECT, ConvolutionMethod.DIRECT);
    }
  }

  @Test
  void fewTilesAreComputedDirectly() {
    check(FEW_TILES, 1, ConvolutionMethod.WINOGRAD_WHERE_FASTER, ConvolutionMethod.DIRECT);
    check(FEW_TILES, 2, ConvolutionMethod.WINOGRAD_WHERE_FASTER, ConvolutionMethod.DIRECT);
  }

  @Test
  void manyTilesAreComputedByWinogradsFiltering() {
    ConvolutionMethod winograd = ConvolutionMethod.WINOGRAD_WHERE_FASTER;
    check(FEW_TILES, 20, winograd, winograd);
    check(MANY_TILES, 1, winograd, winograd);
    check(MANY_TILES, 40, winograd, winograd);
  }

  /** The prepared form on an engine with one method gives the bits of a plain one with another. */
  private static void check(
      ConvolutionGeometry single,
      int batch,
      ConvolutionMethod method,
      ConvolutionMethod expectedMethod) {
    ConvolutionGeometry g = single.ofBatch(batch);
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] weights = Numbers.random(SEED + 1, g.weightSize());
    float[] bias = Numbers.random(SEED + 2, g.outputChannels());
    Numbers.sets()
        .forEach(kernels -> {
          String what = kernels.name() + " " + g + " " + method + " seed " + SEED;
          float[] expected = undefined(g);
          float[] withoutBias = undefined(g);
          try (Engine engine = Engine.start(2, kernels, expectedMethod)) {
            Convolution.forward(engine, g, x, weights, bias, expected);
            Convolution.forward(engine, g, x, weights, null, withoutBias);
          }
          try (Engine engine = Engine.start(2, kernels, method)) {
            float[] own = weights.clone();
            PreparedConvolution prepared = PreparedConvolution.of(engine, single, own);
            Arrays.fill(own, Float.NaN); // it has a copy
            float[] y = undefined(g);
            prepared.forward(engine, batch, x, bias, y);
            assertArrayEquals(expected, y, what);
            prepared.forward(engine, batch, x, null, y);
            assertArrayEquals(withoutBias, y, what + " without bias");
          }
        });
  }

  private static float[] undefined(ConvolutionGeometry g) {
    float[] y = new float[g.outputSize()];
    Arrays.fill(y, Float.NaN);
    return y;
  }
}
