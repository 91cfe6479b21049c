package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertImpossible;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.testing.Numbers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which convolutions are computed how, and that one can say so. */
class ConvolutionMethodTest {

  private static final long SEED = 31;

  @Test
  void thePropertyIsOnOrOff() {
    assertEquals(ConvolutionMethod.WINOGRAD_WHERE_FASTER, ConvolutionMethod.choose(null));
    assertEquals(ConvolutionMethod.WINOGRAD_WHERE_FASTER, ConvolutionMethod.choose("on"));
    assertEquals(ConvolutionMethod.DIRECT, ConvolutionMethod.choose("off"));
    assertImpossible(() -> ConvolutionMethod.choose("true"), "dev.alq.winograd", "'true'");
    assertEquals(
        ConvolutionMethod.choose(System.getProperty(ConvolutionMethod.PROPERTY)),
        ConvolutionMethod.ofProcess());
  }

  @Test
  void anEngineHasAMethodAndCanBeSeenWithAnother() {
    Kernels kernels = KernelChoice.kernels();
    try (Engine engine = Engine.start(2)) {
      assertEquals(ConvolutionMethod.ofProcess(), engine.convolutionMethod());
    }
    Engine direct = Engine.start(2, kernels, ConvolutionMethod.DIRECT);
    assertEquals(ConvolutionMethod.DIRECT, direct.convolutionMethod());
    Engine other = direct.withConvolutions(ConvolutionMethod.WINOGRAD_WHERE_FASTER);
    assertEquals(ConvolutionMethod.WINOGRAD_WHERE_FASTER, other.convolutionMethod());
    assertSame(direct.parallel(), other.parallel());
    assertSame(direct.buffers(), other.buffers());
    assertSame(kernels, other.kernels());
    direct.close();
    assertThrows(IllegalStateException.class, () -> other.parallel().forEach(4, chunk -> {}));
  }

  /** The layers of VGG-small and ResNet18, and what is next to the rule's bounds. */
  @ParameterizedTest
  @CsvSource({
    "32, 3, 128, 3, 1, false",
    "32, 128, 128, 3, 1, true",
    "16, 128, 256, 3, 1, true",
    "8, 512, 512, 3, 1, true",
    "28, 128, 128, 3, 1, true",
    "56, 64, 128, 3, 2, false",
    "56, 64, 128, 1, 2, false",
    "14, 256, 256, 3, 1, true",
    "7, 512, 512, 3, 1, true",
    "12, 20, 50, 5, 1, true",
    "28, 1, 20, 5, 1, false",
    "12, 64, 64, 5, 1, true",
    "28, 64, 128, 5, 1, true",
    "28, 128, 128, 5, 2, false",
    "28, 128, 128, 7, 1, false",
    "4, 128, 128, 3, 1, true",
    "5, 128, 128, 3, 1, false",
    "6, 128, 128, 3, 1, false",
    "10, 128, 128, 3, 1, true"
  })
  void theShapeDecides(
      int size, int channels, int outputs, int kernel, int stride, boolean winograd) {
    for (int batch : new int[] {1, 128}) {
      ConvolutionGeometry g =
          new ConvolutionGeometry(
              batch, size, size, channels, outputs, kernel, kernel, stride, kernel / 2);
      try (Engine engine =
          Engine.start(1, KernelChoice.scalar(), ConvolutionMethod.WINOGRAD_WHERE_FASTER)) {
        assertEquals(winograd, ConvolutionChoice.winograd(engine, g), g.toString());
        Engine direct = engine.withConvolutions(ConvolutionMethod.DIRECT);
        assertFalse(ConvolutionChoice.winograd(direct, g), g.toString());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void bothSidesNeedManyChannels(WinogradFiltering filtering) {
    Numbers.sets()
        .forEach(kernels -> {
          int c = kernels.winograd(filtering).fewestChannels();
          try (Engine engine = Engine.start(1, kernels, ConvolutionMethod.WINOGRAD_WHERE_FASTER)) {
            assertTrue(ConvolutionChoice.winograd(engine, square(filtering, c, c)), kernels.name());
            assertFalse(
                ConvolutionChoice.winograd(engine, square(filtering, c - 1, c)), kernels.name());
            assertFalse(
                ConvolutionChoice.winograd(engine, square(filtering, c, c - 1)), kernels.name());
          }
        });
  }

  private static ConvolutionGeometry square(
      WinogradFiltering filtering, int channels, int outputs) {
    int taps = filtering.taps();
    return new ConvolutionGeometry(1, 16, 16, channels, outputs, taps, taps, 1, taps / 2);
  }

  @Test
  void allPassesAreComputedAsTheEngineSays() {
    ConvolutionGeometry g = new ConvolutionGeometry(2, 8, 8, 128, 128, 3, 3, 1, 1);
    float[] x = Numbers.random(SEED, g.inputSize());
    float[] w = Numbers.random(SEED + 1, g.weightSize());
    float[] dy = Numbers.random(SEED + 2, g.outputSize());
    try (Engine engine =
        Engine.start(1, KernelChoice.kernels(), ConvolutionMethod.WINOGRAD_WHERE_FASTER)) {
      Engine direct = engine.withConvolutions(ConvolutionMethod.DIRECT);
      float[][] expected = new float[3][];
      expected[0] = new float[g.outputSize()];
      WinogradConvolution.forward(engine, g, x, w, null, expected[0]);
      expected[1] = new float[g.inputSize()];
      WinogradConvolution.backwardData(engine, g, dy, w, expected[1]);
      expected[2] = new float[g.weightSize()];
      new WinogradWeightGradient(engine, g).run(x, dy, expected[2]);
      float[][] byWinograd = passes(engine, g, x, w, dy);
      float[][] directly = passes(direct, g, x, w, dy);
      for (int pass = 0; pass < expected.length; pass++) {
        assertArrayEquals(expected[pass], byWinograd[pass], "pass " + pass);
        assertFalse(Arrays.equals(expected[pass], directly[pass]), "pass " + pass);
      }
    }
  }

  private static float[][] passes(
      Engine engine, ConvolutionGeometry g, float[] x, float[] w, float[] dy) {
    float[] y = new float[g.outputSize()];
    Convolution.forward(engine, g, x, w, null, y);
    float[] dx = new float[g.inputSize()];
    Convolution.backwardData(engine, g, dy, w, dx);
    float[] dw = new float[g.weightSize()];
    Convolution.backwardWeights(engine, g, x, dy, dw);
    return new float[][] {y, dx, dw};
  }
}
