package dev.alq.infer;

import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.JoinedWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedWeights;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packed networks bit by bit: plain loops in double precision over the file format's own tensors,
 * one image at a time. Along with each number goes a bound on what roundings to float may have done
 * to it since the last quantizer, whose levels are exact.
 */
final class BitOracle {

  private static final double ROUNDING = 0x1p-24;

  /** Roundings of a number besides those of its terms: coefficients, bias, factor, term. */
  private static final int FEW = 8;

  private BitOracle() {}

  /**
   * Numbers of one image.
   *
   * @param shape H,W,C or one extent
   * @param numbers the numbers
   * @param bounds how far from each a computation in floats may be
   * @param levels what the numbers are levels of, or null
   * @param certain whether every number so far was farther than its bound from a threshold
   */
  record Values(
      Shape shape,
      double[] numbers,
      double[] bounds,
      @Nullable ActivationLevels levels,
      boolean certain) {

    Values(Shape shape) {
      this(shape, new double[shape.size()], new double[shape.size()], null, true);
    }

    /** The numbers of one image of a batch, exact. */
    static Values of(Tensor batch, int image) {
      int[] extents = batch.shape().toArray();
      Values values = new Values(Shape.of(Arrays.copyOfRange(extents, 1, extents.length)));
      for (int i = 0; i < values.numbers.length; i++) {
        values.numbers[i] = batch.data()[image * values.numbers.length + i];
      }
      return values;
    }

    Values with(@Nullable ActivationLevels what, boolean sure) {
      return new Values(shape, numbers, bounds, what, sure);
    }

    double at(int y, int x, int c) {
      return numbers[(y * shape.dimension(1) + x) * shape.dimension(2) + c];
    }
  }

  static Values run(List<PackedLayer> layers, Values input) {
    Values values = input;
    for (PackedLayer layer : layers) {
      values = run(layer, values);
    }
    return values;
  }

  static Values run(PackedLayer layer, Values x) {
    return switch (layer) {
      case PackedLayer.Convolution convolution -> convolution(convolution, x);
      case PackedLayer.Linear linear -> linear(linear, x);
      case PackedLayer.ScaleShift(var _, Tensor scale, Tensor shift) -> scaled(x, scale, shift);
      case PackedLayer.MaxPool pool -> pooled(pool, x);
      case PackedLayer.Relu _ -> rectified(x);
      case PackedLayer.Quantize(var _, ActivationLevels levels) -> quantized(x, levels);
      case PackedLayer.Flatten _ -> flattened(x);
      case PackedLayer.GlobalAveragePool _ -> mean(x);
      case PackedLayer.Residual(var _, var body, var shortcut) ->
          sum(run(body, x), run(shortcut, x));
    };
  }

  /** Weights in the order of the layer, and Σα of each: its largest possible magnitude. */
  private record Expanded(double[] weights, double[] magnitudes, int rows) {}

  private static Expanded expand(PackedWeights weights) {
    return switch (weights) {
      case FloatWeights(Tensor values) -> {
        double[] w = new double[values.size()];
        double[] magnitudes = new double[w.length];
        for (int i = 0; i < w.length; i++) {
          w[i] = values.data()[i];
          magnitudes[i] = Math.abs(w[i]);
        }
        yield new Expanded(w, magnitudes, 0);
      }
      case MultiBitWeights multiBit -> expand(multiBit);
      case JoinedWeights(List<MultiBitWeights> parts) -> {
        int outputs = weights.shape().dimension(0);
        int inputs = weights.shape().dimension(1);
        double[] w = new double[outputs * inputs];
        double[] magnitudes = new double[w.length];
        int from = 0;
        int rows = 0;
        for (MultiBitWeights part : parts) {
          Expanded expanded = expand(part);
          int length = part.shape().dimension(1);
          for (int o = 0; o < outputs; o++) {
            System.arraycopy(expanded.weights, o * length, w, o * inputs + from, length);
            System.arraycopy(
                expanded.magnitudes, o * length, magnitudes, o * inputs + from, length);
          }
          from += length;
          rows += expanded.rows;
        }
        yield new Expanded(w, magnitudes, rows);
      }
    };
  }

  private static Expanded expand(MultiBitWeights weights) {
    int[] shape = weights.shape().toArray();
    double[] w = new double[weights.shape().size()];
    double[] magnitudes = new double[w.length];
    int groups = weights.bitwidths().length;
    int size = w.length / groups;
    int row = 0;
    int most = 0;
    for (int g = 0; g < groups; g++) {
      for (int i = 0; i < weights.bitwidths()[g]; i++, row++) {
        for (int j = 0; j < size; j++) {
          double alpha = weights.coordinates()[row];
          int at = position(weights.grouping(), shape, size, g, j);
          w[at] += weights.planes().get(row, j) ? alpha : -alpha;
          magnitudes[at] += alpha;
        }
      }
      most = Math.max(most, weights.bitwidths()[g]);
    }
    return new Expanded(w, magnitudes, most * groups / shape[0]);
  }

  /** Where docs/format.md puts element j of group g. */
  private static int position(Grouping grouping, int[] shape, int size, int g, int j) {
    if (grouping instanceof Grouping.Kernelwise) {
      int channels = shape[3];
      return (g / channels * size + j) * channels + g % channels;
    }
    return g * size + j;
  }

  private static double largest(ActivationLevels levels) {
    double sum = Math.abs(levels.base());
    for (float gamma : levels.coordinates()) {
      sum += 4 * gamma;
    }
    return sum;
  }

  /** Adds up one output. */
  private static final class Sum {
    private final Values x;
    private final Expanded expanded;
    private final int terms;
    private final double largest;
    private double value;
    private double magnitude;
    private double inherited;

    Sum(Values x, Expanded expanded, int inputs, double bias) {
      this.x = x;
      this.expanded = expanded;
      terms = x.levels == null ? inputs : expanded.rows * x.levels.bitwidth();
      largest = x.levels == null ? 0 : BitOracle.largest(x.levels);
      value = bias;
      magnitude = Math.abs(bias);
    }

    void addTerm(double term) {
      value += term;
      magnitude += Math.abs(term);
    }

    void add(int input, int weight) {
      value += x.numbers[input] * expanded.weights[weight];
      magnitude += expanded.magnitudes[weight] * Math.abs(x.numbers[input]);
      inherited += expanded.magnitudes[weight] * x.bounds[input];
    }

    /** On bits all taps count, with both signs of each coordinate. */
    void addMagnitude(int weight) {
      magnitude += expanded.magnitudes[weight] * largest;
    }

    void store(Values y, int at) {
      y.numbers[at] = value;
      y.bounds[at] = (terms + FEW) * ROUNDING * magnitude + inherited;
    }
  }

  private static Values convolution(PackedLayer.Convolution layer, Values x) {
    int[] w = layer.weights().shape().toArray();
    int height = x.shape.dimension(0);
    int width = x.shape.dimension(1);
    Expanded expanded = expand(layer.weights());
    Values y = new Values(layer.outputShape(x.shape)).with(null, x.certain);
    for (int at = 0; at < y.numbers.length; at++) {
      int o = at % w[0];
      int column = at / w[0] % y.shape.dimension(1) * layer.stride() - layer.padding();
      int row = at / w[0] / y.shape.dimension(1) * layer.stride() - layer.padding();
      Sum sum = new Sum(x, expanded, w[1] * w[2] * w[3], bias(layer.bias(), o));
      for (int tap = 0; tap < w[1] * w[2]; tap++) {
        int i = row + tap / w[2];
        int j = column + tap % w[2];
        boolean inside = i >= 0 && i < height && j >= 0 && j < width;
        if (inside && layer.tapTerms() != null) {
          sum.addTerm(layer.tapTerms().data()[o * w[1] * w[2] + tap]);
        }
        for (int c = 0; c < w[3]; c++) {
          int weight = (o * w[1] * w[2] + tap) * w[3] + c;
          sum.addMagnitude(weight);
          if (inside) {
            sum.add((i * width + j) * w[3] + c, weight);
          }
        }
      }
      sum.store(y, at);
    }
    return y;
  }

  private static Values linear(PackedLayer.Linear layer, Values x) {
    int inputs = x.numbers.length;
    Expanded expanded = expand(layer.weights());
    Values y = new Values(layer.outputShape(x.shape)).with(null, x.certain);
    for (int o = 0; o < y.numbers.length; o++) {
      Sum sum = new Sum(x, expanded, inputs, bias(layer.bias(), o));
      for (int i = 0; i < inputs; i++) {
        sum.addMagnitude(o * inputs + i);
        sum.add(i, o * inputs + i);
      }
      sum.store(y, o);
    }
    return y;
  }

  private static double bias(@Nullable Tensor bias, int output) {
    return bias == null ? 0 : bias.data()[output];
  }

  private static Values scaled(Values x, Tensor scale, Tensor shift) {
    Values y = new Values(x.shape).with(null, x.certain);
    for (int i = 0; i < y.numbers.length; i++) {
      double factor = scale.data()[i % scale.size()];
      double term = shift.data()[i % scale.size()];
      y.numbers[i] = factor * x.numbers[i] + term;
      double rounded = Math.abs(factor * x.numbers[i]) + Math.abs(term);
      y.bounds[i] = Math.abs(factor) * x.bounds[i] + FEW * ROUNDING * rounded;
    }
    return y;
  }

  private static Values pooled(PackedLayer.MaxPool pool, Values x) {
    Values y = new Values(pool.outputShape(x.shape)).with(x.levels, x.certain);
    int channels = x.shape.dimension(2);
    for (int at = 0; at < y.numbers.length; at++) {
      int row = at / channels / y.shape.dimension(1) * pool.stride() - pool.padding();
      int column = at / channels % y.shape.dimension(1) * pool.stride() - pool.padding();
      y.numbers[at] = Double.NEGATIVE_INFINITY;
      for (int v = 0; v < pool.kernel() * pool.kernel(); v++) {
        int i = row + v / pool.kernel();
        int j = column + v % pool.kernel();
        if (i >= 0 && i < x.shape.dimension(0) && j >= 0 && j < x.shape.dimension(1)) {
          int from = (i * x.shape.dimension(1) + j) * channels + at % channels;
          y.numbers[at] = Math.max(y.numbers[at], x.numbers[from]);
          y.bounds[at] = Math.max(y.bounds[at], x.bounds[from]);
        }
      }
    }
    return y;
  }

  private static Values rectified(Values x) {
    Values y = new Values(x.shape).with(null, x.certain);
    for (int i = 0; i < y.numbers.length; i++) {
      y.numbers[i] = Math.max(0, x.numbers[i]);
      y.bounds[i] = x.bounds[i];
    }
    return y;
  }

  private static Values quantized(Values x, ActivationLevels levels) {
    Values y = new Values(x.shape);
    boolean certain = x.certain;
    for (int i = 0; i < y.numbers.length; i++) {
      y.numbers[i] = nearest(levels, x.numbers[i]);
      certain &=
          y.numbers[i] == nearest(levels, x.numbers[i] - x.bounds[i])
              && y.numbers[i] == nearest(levels, x.numbers[i] + x.bounds[i]);
    }
    return y.with(levels, certain);
  }

  /** The nearest of all levels, the lower of two; levels as docs/format.md has them. */
  static float nearest(ActivationLevels levels, double number) {
    float[] gamma = levels.coordinates();
    float best = Float.POSITIVE_INFINITY;
    for (int code = 0; code < 1 << gamma.length; code++) {
      double sum = levels.base();
      for (int i = 0; i < gamma.length; i++) {
        sum += (code >>> i & 1) == 0 ? 0 : 2 * (double) gamma[i];
      }
      float level = (float) sum;
      double closer = Math.abs(level - number) - Math.abs(best - number);
      best = closer < 0 || (closer == 0 && level < best) ? level : best;
    }
    return best;
  }

  private static Values flattened(Values x) {
    Values y = new Values(Shape.of(x.numbers.length)).with(x.levels, x.certain);
    int channels = x.shape.dimension(2);
    int pixels = x.numbers.length / channels;
    for (int i = 0; i < y.numbers.length; i++) {
      int from = i % pixels * channels + i / pixels;
      y.numbers[i] = x.numbers[from];
      y.bounds[i] = x.bounds[from];
    }
    return y;
  }

  private static Values mean(Values x) {
    int channels = x.shape.dimension(2);
    int pixels = x.numbers.length / channels;
    Values y = new Values(Shape.of(channels)).with(null, x.certain);
    for (int i = 0; i < x.numbers.length; i++) {
      y.numbers[i % channels] += x.numbers[i] / pixels;
      y.bounds[i % channels] +=
          x.bounds[i] / pixels + (pixels + FEW) * ROUNDING * Math.abs(x.numbers[i]) / pixels;
    }
    return y;
  }

  private static Values sum(Values a, Values b) {
    Values y = new Values(a.shape).with(null, a.certain && b.certain);
    for (int i = 0; i < y.numbers.length; i++) {
      y.numbers[i] = a.numbers[i] + b.numbers[i];
      y.bounds[i] = a.bounds[i] + b.bounds[i] + FEW * ROUNDING * Math.abs(y.numbers[i]);
    }
    return y;
  }
}
