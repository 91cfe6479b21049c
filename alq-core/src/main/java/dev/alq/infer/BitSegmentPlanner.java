package dev.alq.infer;

import dev.alq.multibit.ActivationLevels;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the layers that run on codes: products of multi-bit weights and levels, and what follows.
 */
final class BitSegmentPlanner {

  /**
   * A sign takes about a sixteenth of the time of a multiplication of floats. Where groups are so
   * scattered that more signs are padding, floats are quicker.
   */
  private static final double MOST_SIGNS_PER_WEIGHT = 16;

  /** Windows must fit side by side into a panel. */
  private static final int LARGEST_POOL = 4;

  private final List<PackedLayer> layers;
  private final List<BitLayer> prepared = new ArrayList<>();
  private int next;
  private Shape shape;

  /** A segment, and the layer behind it. */
  record Found(BitSegment segment, int next) {}

  private BitSegmentPlanner(List<PackedLayer> layers, int from, Shape shape) {
    this.layers = layers;
    this.next = from;
    this.shape = shape;
  }

  /**
   * Prepares the segment that begins at a layer.
   *
   * @param layers all layers
   * @param from the first layer of the segment
   * @param shape of one image as it enters that layer
   * @param levels that its elements have
   * @return null if the layer does not run on codes
   */
  static @Nullable Found find(
      List<PackedLayer> layers, int from, Shape shape, ActivationLevels levels) {
    BitSegmentPlanner planner = new BitSegmentPlanner(layers, from, shape);
    Match match = planner.matchAt(from, shape, levels);
    if (match == null) {
      return null;
    }
    while (match != null) {
      match = planner.add(match);
    }
    BitSegment segment =
        new BitSegment(BitLayerPlan.bits(levels), List.copyOf(planner.prepared), planner.shape);
    return new Found(segment, planner.next);
  }

  /** Adds a product with what follows it; gives the product that takes its codes, or null. */
  private @Nullable Match add(Match match) {
    Tail tail = Tail.behind(layers, match.index());
    ActivationLevels after = tail.levels();
    Match following = after == null ? null : matchAt(tail.end(), shapeBehind(tail), after);
    if (following == null) {
      tail = Tail.ofNumbers(layers, match.index());
    }
    prepared.add(new BitLayer(plan(match, tail)));
    shape = shapeBehind(tail);
    next = tail.end();
    return following;
  }

  private Shape shapeBehind(Tail tail) {
    Shape output = shape;
    for (PackedLayer layer : layers.subList(next, tail.end())) {
      output = layer.outputShape(output);
    }
    return output;
  }

  private BitLayerPlan plan(Match match, Tail tail) {
    PackedLayer.Product product = match.product();
    Tensor tapTerms =
        product instanceof PackedLayer.Convolution convolution ? convolution.tapTerms() : null;
    return new BitLayerPlan(
        new SignedSums(match.map(), match.weights(), match.levels(), tapTerms),
        new Affine(product.bias(), tail.scaleShift()),
        tail.pool(),
        tail.poolExtent(),
        tail.levels(),
        tail.levels() == null ? 0 : paddingAt(tail.end()));
  }

  private int paddingAt(int index) {
    return layers.get(index) instanceof PackedLayer.Convolution convolution
        ? convolution.padding()
        : 0;
  }

  /** A product that runs on codes of these levels, and where it finds them. */
  private record Match(
      int index,
      PackedLayer.Product product,
      ActivationLevels levels,
      OutputGroups weights,
      PanelMap map) {}

  /** The product at a place, or null if there is none that runs on codes. */
  private @Nullable Match matchAt(int place, Shape input, ActivationLevels levels) {
    boolean flattens = place < layers.size() && layers.get(place) instanceof PackedLayer.Flatten;
    int index = flattens ? place + 1 : place;
    if (index >= layers.size() || !(layers.get(index) instanceof PackedLayer.Product product)) {
      return null;
    }
    OutputGroups weights = OutputGroups.of(product.weights());
    if (weights == null) {
      return null;
    }
    CodeShape codes = codeShape(input, levels.bitwidth(), paddingAt(index));
    TapWindow window = window(product, codes);
    PanelMap map = new PanelMap(window, weights);
    return isWorthwhile(map, window) ? new Match(index, product, levels, weights, map) : null;
  }

  private static TapWindow window(PackedLayer.Product product, CodeShape codes) {
    return switch (product) {
      case PackedLayer.Convolution convolution ->
          TapWindow.ofConvolution(
              codes,
              convolution.weights().shape().dimension(1),
              convolution.weights().shape().dimension(2),
              convolution.stride(),
              convolution.padding());
      case PackedLayer.Linear _ -> TapWindow.ofLinear(codes);
    };
  }

  private static boolean isWorthwhile(PanelMap map, TapWindow window) {
    double signs = (double) map.groups() * map.groupWords() * Integer.SIZE;
    return signs <= MOST_SIGNS_PER_WEIGHT * window.weights();
  }

  private static CodeShape codeShape(Shape input, int planes, int border) {
    return input.rank() == 1
        ? new CodeShape(1, 1, input.dimension(0), planes, 0)
        : new CodeShape(input.dimension(0), input.dimension(1), input.dimension(2), planes, border);
  }

  /** What follows a product and is computed along with it. */
  private record Tail(
      int end,
      BitLayerPlan.Pool pool,
      int poolExtent,
      PackedLayer.@Nullable ScaleShift scaleShift,
      @Nullable ActivationLevels levels) {

    /** Pooling and factors in any order, then levels; no levels if something else stands there. */
    static Tail behind(List<PackedLayer> layers, int product) {
      int end = product + 1;
      BitLayerPlan.Pool pool = BitLayerPlan.Pool.SUMS;
      int extent = poolAt(layers, end);
      end += extent > 1 ? 1 : 0;
      PackedLayer.ScaleShift scaleShift = scaleShiftAt(layers, end);
      end += scaleShift == null ? 0 : 1;
      if (extent == 1 && poolAt(layers, end) > 1) {
        extent = poolAt(layers, end);
        pool = BitLayerPlan.Pool.RESULTS;
        end++;
      }
      boolean quantized = end < layers.size() && layers.get(end) instanceof PackedLayer.Quantize;
      ActivationLevels levels =
          quantized ? ((PackedLayer.Quantize) layers.get(end)).levels() : null;
      return new Tail(quantized ? end + 1 : end, pool, extent, scaleShift, levels);
    }

    /** Factors alone. */
    static Tail ofNumbers(List<PackedLayer> layers, int product) {
      PackedLayer.ScaleShift scaleShift = scaleShiftAt(layers, product + 1);
      int end = product + (scaleShift == null ? 1 : 2);
      return new Tail(end, BitLayerPlan.Pool.RESULTS, 1, scaleShift, null);
    }

    private static PackedLayer.@Nullable ScaleShift scaleShiftAt(
        List<PackedLayer> layers, int index) {
      return index < layers.size() && layers.get(index) instanceof PackedLayer.ScaleShift found
          ? found
          : null;
    }

    /** The extent of a pooling window, 1 if there is none that panels can hold. */
    private static int poolAt(List<PackedLayer> layers, int index) {
      return index < layers.size()
              && layers.get(index)
                  instanceof PackedLayer.MaxPool(var _, int kernel, int stride, int padding)
              && kernel == stride
              && padding == 0
              && kernel <= LARGEST_POOL
          ? kernel
          : 1;
    }
  }
}
