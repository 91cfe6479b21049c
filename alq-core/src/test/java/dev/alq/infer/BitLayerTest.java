package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.Kernels;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Layers on codes against sums over single weights in double precision, on both sets of kernels:
 * numbers within the bound of their roundings, codes equal wherever the number is farther than that
 * from a threshold.
 */
class BitLayerTest {

  private static final long SEED = 20_200_618;
  private static final double ROUNDING = 0x1p-24;
  private static final int MAX_BITWIDTH = 3;

  private static Stream<Kernels> sets() {
    return Stream.of(KernelChoice.scalar(), KernelChoice.kernels());
  }

  /** One layer with random weights, levels, factors and input; some groups are dead. */
  private static final class Sample {
    final SplittableRandom random;
    final TapWindow window;
    final MultiBitWeights weights;
    final ActivationLevels levels;
    final ActivationLevels outputLevels;
    final Tensor bias;
    final PackedLayer.ScaleShift norm;
    final BitLayerPlan.Pool pool;
    final int poolExtent;
    final float[] x;
    final int batch;

    Sample(
        TapWindow window,
        Shape shape,
        Grouping grouping,
        ActivationLevels levels,
        int batch,
        int pool) {
      random = new SplittableRandom(SEED + shape.hashCode());
      this.window = window;
      this.levels = levels;
      this.batch = batch;
      this.poolExtent = Math.max(1, Math.abs(pool));
      this.pool = pool > 0 ? BitLayerPlan.Pool.SUMS : BitLayerPlan.Pool.RESULTS;
      weights = MultiBitWeights.of(weights(shape, grouping));
      int outputs = shape.dimension(0);
      bias = vector(outputs, 1);
      norm = new PackedLayer.ScaleShift("norm", vector(outputs, 0.5f), vector(outputs, 1));
      norm.scale().data()[outputs - 1] = 0;
      double typical = 0.6 * Math.sqrt(window.weights()) * levels.highest();
      outputLevels = new ActivationLevels(0, (float) (0.06 * typical), (float) (0.025 * typical));
      CodeShape in = window.input();
      x = new float[batch * in.height() * in.width() * in.channels()];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) (levels.base() + random.nextDouble(-0.2, 1.2) * levels.highest());
      }
    }

    private Tensor vector(int size, float magnitude) {
      Tensor vector = Tensor.zeros(Shape.of(size));
      for (int i = 0; i < size; i++) {
        vector.data()[i] = (float) random.nextDouble(-magnitude, magnitude);
      }
      return vector;
    }

    private MultiBitTensor weights(Shape shape, Grouping grouping) {
      MultiBitTensor result = new MultiBitTensor(shape, grouping, MAX_BITWIDTH);
      int most = Math.min(MAX_BITWIDTH, result.layout().size());
      for (int g = 0; g < result.layout().groups(); g++) {
        float[] alpha = new float[random.nextInt(most + 1)];
        for (int i = 0; i < alpha.length; i++) {
          alpha[i] = (float) random.nextDouble(0.1, 1);
        }
        byte[] codes = new byte[result.layout().size()];
        for (int j = 0; j < codes.length; j++) {
          codes[j] = (byte) random.nextInt(1 << alpha.length);
        }
        result.setGroup(g, alpha, codes);
      }
      return result;
    }

    /** A sum and the sum of the magnitudes that computing it may round. */
    record Exact(double value, double magnitude) {}

    /** The weights' sum at one pixel of the product. */
    Exact sum(int n, int row, int column, int output, float[] w) {
      CodeShape in = window.input();
      double sum = bias.data()[output];
      double magnitude = Math.abs(sum);
      for (int i = 0; i < window.weights(); i++) {
        int tap = window.order() == TapWindow.Order.CHANNELS_LAST ? i / in.channels() : 0;
        int c = i % in.channels();
        int y = row * window.stride() - window.padding() + tap / window.columns();
        int z = column * window.stride() - window.padding() + tap % window.columns();
        if (window.order() == TapWindow.Order.CHANNELS_FIRST) {
          c = i / (in.height() * in.width());
          y = i % (in.height() * in.width()) / in.width();
          z = i % in.width();
        }
        if (y >= 0 && y < in.height() && z >= 0 && z < in.width()) {
          float number = x[((n * in.height() + y) * in.width() + z) * in.channels() + c];
          sum += (double) levels.level(levels.rank(number)) * w[output * window.weights() + i];
        }
        magnitude +=
            (Math.abs(levels.base()) + 4.0 * levels.highest())
                * Math.abs(w[output * window.weights() + i]);
      }
      return new Exact(sum, magnitude + MAX_BITWIDTH * 4.0 * levels.highest() * window.weights());
    }

    /** What comes out at one output pixel. */
    Exact result(int n, int row, int column, int output, float[] w) {
      double scale = norm.scale().data()[output];
      double shift = norm.shift().data()[output];
      double best = Double.NEGATIVE_INFINITY;
      double magnitude = 0;
      for (int v = 0; v < poolExtent * poolExtent; v++) {
        Exact sum =
            sum(
                n,
                row * poolExtent + v / poolExtent,
                column * poolExtent + v % poolExtent,
                output,
                w);
        double candidate =
            pool == BitLayerPlan.Pool.SUMS ? sum.value() : scale * sum.value() + shift;
        best = Math.max(best, candidate);
        magnitude = Math.max(magnitude, Math.abs(scale) * sum.magnitude() + Math.abs(shift));
      }
      return new Exact(pool == BitLayerPlan.Pool.SUMS ? scale * best + shift : best, magnitude);
    }

    BitLayer layer(@Nullable ActivationLevels wanted) {
      OutputGroups groups = OutputGroups.of(weights);
      PanelMap map = new PanelMap(window, groups);
      return new BitLayer(
          new BitLayerPlan(
              new SignedSums(map, groups, levels, null),
              new Affine(bias, norm),
              pool,
              poolExtent,
              wanted,
              1));
    }

    Codes encode(Engine engine) {
      Codes codes =
          Codes.borrow(
              engine, window.input(), batch, new CodeMemory(window.input().imageWords(), 0));
      codes.encode(engine, BitLayerPlan.bits(levels), x);
      return codes;
    }
  }

  private static Grouping grouping(String name) {
    return switch (name) {
      case "channel" -> new Grouping.Channelwise();
      case "kernel" -> new Grouping.Kernelwise();
      case "pixel" -> new Grouping.Pixelwise();
      default -> new Grouping.Subchannelwise(Integer.parseInt(name));
    };
  }

  private static ActivationLevels levels(String kind) {
    return switch (kind) {
      case "1" -> new ActivationLevels(0, 0.7f);
      case "2" -> new ActivationLevels(0, 0.9f, 0.4f);
      case "3" -> new ActivationLevels(0, 1, 1.1f, 1.2f);
      case "free" -> new ActivationLevels(-0.3f, 0.9f, 0.4f);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** A positive pool stands in front of the factors, a negative one behind them. */
  @ParameterizedTest
  @CsvSource({
    "3, 9, 7, 128, 5, 3, 1, 1, pixel, 1, 0", "1, 8, 8, 45, 37, 3, 1, 1, pixel, 2, 2",
    "2, 7, 9, 33, 40, 3, 2, 1, pixel, free, 0", "2, 6, 6, 31, 34, 3, 1, 1, channel, free, 2",
    "1, 5, 5, 70, 3, 1, 2, 0, pixel, 3, 0", "2, 6, 5, 3, 4, 5, 1, 2, kernel, 2, 0",
    "2, 8, 6, 64, 33, 3, 1, 1, channel, 2, -2", "1, 9, 9, 96, 12, 3, 1, 0, pixel, 1, 3"
  })
  void convolutionsAreThoseOfSingleWeights(
      int batch,
      int height,
      int width,
      int channels,
      int outputs,
      int kernel,
      int stride,
      int padding,
      String grouping,
      String levels,
      int pool) {
    ActivationLevels in = levels(levels);
    CodeShape codes = new CodeShape(height, width, channels, in.bitwidth(), padding);
    TapWindow window = TapWindow.ofConvolution(codes, kernel, kernel, stride, padding);
    Shape shape = Shape.of(outputs, kernel, kernel, channels);
    check(new Sample(window, shape, grouping(grouping), in, batch, pool));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 250, 35, 2, 2",
    "70, 1, 1, 64, 40, 1, 1",
    "3, 4, 4, 64, 33, 2, 2",
    "2, 3, 2, 5, 6, 3, free",
    "300, 1, 1, 20, 3, channel, 2"
  })
  void linearLayersAreThoseOfSingleWeights(
      int batch, int height, int width, int channels, int outputs, String grouping, String levels) {
    ActivationLevels in = levels(levels);
    TapWindow window = TapWindow.ofLinear(new CodeShape(height, width, channels, in.bitwidth(), 0));
    Shape shape = Shape.of(outputs, height * width * channels);
    check(new Sample(window, shape, grouping(grouping), in, batch, 0));
  }

  /**
   * An image of one pixel, and numbers that floats add exactly: whatever the eight taps outside,
   * whose weights are large, added would be seen.
   */
  @ParameterizedTest
  @ValueSource(floats = {0, -0.5f})
  void tapsOutsideAddExactlyNothing(float base) {
    SplittableRandom random = new SplittableRandom(SEED);
    int channels = 33;
    MultiBitTensor w = new MultiBitTensor(Shape.of(2, 3, 3, channels), new Grouping.Pixelwise(), 1);
    for (int g = 0; g < w.layout().groups(); g++) {
      boolean inside = w.layout().index(g, 0) / channels % 9 == 4;
      byte[] codes = new byte[channels];
      for (int j = 0; j < channels; j++) {
        codes[j] = (byte) random.nextInt(2);
      }
      w.setGroup(g, new float[] {inside ? 0.5f : 64}, codes);
    }
    ActivationLevels levels = new ActivationLevels(base, 0.5f, 0.25f);
    float[] x = new float[channels];
    for (int c = 0; c < channels; c++) {
      x[c] = levels.level(random.nextInt(levels.ranks()));
    }
    float[] weights = new float[w.shape().size()];
    w.reconstruct(weights);
    sets()
        .forEach(kernels -> {
          float[] y = onePixel(kernels, MultiBitWeights.of(w), levels, x);
          for (int o = 0; o < 2; o++) {
            double sum = 0;
            for (int c = 0; c < channels; c++) {
              sum += x[c] * weights[(o * 9 + 4) * channels + c];
            }
            assertEquals((float) sum, y[o], kernels.name() + " output " + o + " seed " + SEED);
          }
        });
  }

  /** A convolution of 3×3 with a border of 1, without a bias, on one pixel. */
  private static float[] onePixel(
      Kernels kernels, MultiBitWeights weights, ActivationLevels levels, float[] x) {
    CodeShape in = new CodeShape(1, 1, x.length, levels.bitwidth(), 1);
    TapWindow window = TapWindow.ofConvolution(in, 3, 3, 1, 1);
    int outputs = weights.shape().dimension(0);
    OutputGroups groups = OutputGroups.of(weights);
    BitLayer layer =
        new BitLayer(
            new BitLayerPlan(
                new SignedSums(new PanelMap(window, groups), groups, levels, null),
                new Affine(null, null),
                BitLayerPlan.Pool.RESULTS,
                1,
                null,
                1));
    float[] y = new float[outputs];
    try (Engine engine = Engine.start(1, kernels)) {
      CodeMemory memory = CodeMemory.of(List.of(layer));
      Codes codes = Codes.borrow(engine, in, 1, memory);
      codes.encode(engine, BitLayerPlan.bits(levels), x);
      layer.toFloats(engine, codes, memory, y);
    }
    return y;
  }

  private static void check(Sample sample) {
    float[] w = sample.weights.reconstruct().data();
    sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels)) {
            checkNumbers(sample, engine, w);
            checkCodes(sample, engine, w);
          }
        });
  }

  private static double bound(Sample.Exact exact) {
    return 40 * ROUNDING * exact.magnitude();
  }

  /** Pooling in front of factors is only computed along with codes. */
  private static void checkNumbers(Sample sample, Engine engine, float[] w) {
    if (sample.poolExtent > 1 && sample.pool == BitLayerPlan.Pool.SUMS) {
      return;
    }
    BitLayer layer = sample.layer(null);
    CodeShape out = layer.output();
    float[] y = new float[sample.batch * out.height() * out.width() * out.channels()];
    layer.toFloats(engine, sample.encode(engine), CodeMemory.of(List.of(layer)), y);
    for (int i = 0; i < y.length; i++) {
      Sample.Exact exact = exactAt(sample, out, i, w);
      String what = engine.kernels().name() + " number " + i + " seed " + SEED;
      assertEquals(exact.value(), y[i], bound(exact), what);
    }
  }

  private static Sample.Exact exactAt(Sample sample, CodeShape out, int i, float[] w) {
    int pixel = i / out.channels();
    int row = pixel / out.width() % out.height();
    int image = pixel / (out.width() * out.height());
    return sample.result(image, row, pixel % out.width(), i % out.channels(), w);
  }

  private static void checkCodes(Sample sample, Engine engine, float[] w) {
    ActivationLevels wanted = sample.outputLevels;
    BitLayer layer = sample.layer(wanted);
    CodeShape out = layer.output();
    Codes codes = layer.toCodes(engine, sample.encode(engine), CodeMemory.of(List.of(layer)));
    int numbers = sample.batch * out.height() * out.width() * out.channels();
    int[] seen = new int[1 << wanted.bitwidth()];
    for (int i = 0; i < numbers; i++) {
      Sample.Exact exact = exactAt(sample, out, i, w);
      int low = wanted.code(wanted.rank((float) (exact.value() - bound(exact))));
      int high = wanted.code(wanted.rank((float) (exact.value() + bound(exact))));
      int code = code(codes, i);
      seen[code]++;
      assertTrue(
          code == low || code == high,
          () -> engine.kernels().name() + " code " + code + " of " + exact + " seed " + SEED);
    }
    assertTrue(seen[0] > 0 && seen[3] > 0, "the lowest and the highest code appear");
    for (int place = 0; place < out.pitch(); place++) {
      assertEquals(0, codes.words()[place], "the border is clear");
    }
  }

  private static int code(Codes codes, int i) {
    CodeShape out = codes.shape();
    int c = i % out.channels();
    int pixel = i / out.channels();
    int image = pixel / (out.width() * out.height());
    int place = out.place(pixel / out.width() % out.height(), pixel % out.width());
    int code = 0;
    for (int a = 0; a < out.planes(); a++) {
      int grid = a * out.planeWords() + c / Integer.SIZE * out.gridWords();
      int word = codes.words()[image * out.imageWords() + grid + place];
      code |= (word >>> c % Integer.SIZE & 1) << a;
    }
    return code;
  }
}
