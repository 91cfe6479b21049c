package dev.alq.examples.reproduce;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.multibit.StorageCost;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What sketching a layer loses against what it saves, for one way to cut it into groups: a curve of
 * Fig. 3 of the paper.
 *
 * @param cut how the layer is cut
 * @param points by ascending bitwidth, as far as anything is lost
 */
record GroupSizeCurve(Slicing.Cut cut, List<Point> points) {

  /**
   * The layer at one bitwidth.
   *
   * @param bitwidth bases of each group
   * @param inverseRate 1/r_s of Eq. 26: bits of bases and coordinates over those of float32
   * @param meanSquaredError ‖w - Bα‖² over the number of weights
   */
  record Point(int bitwidth, double inverseRate, double meanSquaredError) {

    /** The vertical axis of the figure. */
    double logError() {
      return Math.log10(meanSquaredError);
    }
  }

  private static final double FLOAT_BITS = Float.SIZE;

  /** What float32 coordinates leave of weights that are met exactly, relative to their square. */
  private static final double ROUNDING = 1e-13;

  /**
   * Sketches a layer with one basis, two, and so on.
   *
   * @param weights O,H,W,C; not modified
   * @param cut how the layer is cut
   * @param maxBitwidth the most bases; a group has at most as many as weights
   * @param seed where a random order comes from
   * @param engine whose threads share the work
   */
  static GroupSizeCurve of(
      Tensor weights, Slicing.Cut cut, int maxBitwidth, long seed, Engine engine) {
    Tensor groups = grouped(weights, cut, seed);
    List<Point> points = new ArrayList<>();
    for (int bitwidth = 1; bitwidth <= Math.min(maxBitwidth, cut.size()); bitwidth++) {
      MultiBitTensor sketched =
          new Sketch(bitwidth, 0).apply(groups, new Grouping.Channelwise(), engine);
      StorageCost cost = StorageCost.of(sketched);
      double bits = cost.basisBits() + FLOAT_BITS * cost.coordinates();
      double error = error(groups, sketched);
      if (error <= ROUNDING * square(groups)) { // more bases change nothing
        break;
      }
      points.add(new Point(bitwidth, bits / (FLOAT_BITS * cost.weights()), error));
    }
    return new GroupSizeCurve(cut, List.copyOf(points));
  }

  /**
   * The vertical axis at any place of the horizontal one, on straight lines between the points.
   *
   * @param inverseRate 1/r_s, within the curve
   */
  double logErrorAt(double inverseRate) {
    for (int i = 1; i < points.size(); i++) {
      Point left = points.get(i - 1);
      Point right = points.get(i);
      if (inverseRate >= left.inverseRate && inverseRate <= right.inverseRate) {
        double share = (inverseRate - left.inverseRate) / (right.inverseRate - left.inverseRate);
        return left.logError() + share * (right.logError() - left.logError());
      }
    }
    throw new IllegalArgumentException(inverseRate + " is not on the curve of " + cut);
  }

  /** Whether the curve has a place for a storage. */
  boolean spans(double inverseRate) {
    return !points.isEmpty()
        && inverseRate >= points.getFirst().inverseRate
        && inverseRate <= points.getLast().inverseRate;
  }

  /** One group per row. */
  private static Tensor grouped(Tensor weights, Slicing.Cut cut, long seed) {
    int[] order = cut.slicing().order(weights.shape(), cut.size(), seed);
    Tensor groups = Tensor.zeros(Shape.of(order.length / cut.size(), cut.size()));
    for (int k = 0; k < order.length; k++) {
      groups.data()[k] = weights.data()[order[k]];
    }
    return groups;
  }

  private static double square(Tensor weights) {
    double sum = 0;
    for (float w : weights.data()) {
      sum += (double) w * w;
    }
    return sum / weights.size();
  }

  private static double error(Tensor weights, MultiBitTensor sketched) {
    float[] reconstructed = new float[weights.size()];
    sketched.reconstruct(reconstructed);
    double sum = 0;
    for (int k = 0; k < reconstructed.length; k++) {
      double difference = (double) weights.data()[k] - reconstructed[k];
      sum += difference * difference;
    }
    return sum / reconstructed.length;
  }
}
