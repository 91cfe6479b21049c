package dev.alq.examples.reproduce;

import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * Fig. 3 of the paper for one layer: groups of several sizes, cut along the axes of the layer and,
 * for each size, drawn at random.
 *
 * @param pairs by ascending size
 */
record GroupSizeStudy(List<Pair> pairs) {

  /**
   * The largest 1/r_s that is looked at. Beyond, the smallest groups have about as many bases as
   * weights, and their error is a matter of luck.
   */
  static final double LARGEST_INVERSE_RATE = 0.3;

  /** Storages, as 1/r_s, at which groups of different sizes are compared. */
  private static final double[] STORAGES = {0.15, 0.2, 0.25};

  /**
   * Two ways to come to groups of one size.
   *
   * @param sliced along the axes
   * @param random from anywhere
   */
  record Pair(GroupSizeCurve sliced, GroupSizeCurve random) {

    /** The largest difference of log10 of the error at the same bitwidth, and so same storage. */
    double gap() {
      double gap = 0;
      for (int i = 0; i < Math.min(sliced.points().size(), random.points().size()); i++) {
        GroupSizeCurve.Point point = sliced.points().get(i);
        if (point.inverseRate() <= LARGEST_INVERSE_RATE) {
          gap = Math.max(gap, Math.abs(point.logError() - random.points().get(i).logError()));
        }
      }
      return gap;
    }
  }

  /**
   * What the size alone makes out.
   *
   * @param inverseRate the storage at which all sizes are compared, 1/r_s
   * @param bestSize the size with the least error
   * @param worstSize the size with the largest error
   * @param gap how far log10 of their errors are apart
   */
  record SizeGap(double inverseRate, int bestSize, int worstSize, double gap) {}

  /**
   * Sketches a layer in all ways.
   *
   * @param weights O,H,W,C; not modified
   * @param seed where random groups come from
   * @param engine whose threads share the work
   */
  static GroupSizeStudy of(Tensor weights, long seed, Engine engine) {
    return new GroupSizeStudy(
        Slicing.along(weights.shape()).stream()
            .map(cut ->
                new Pair(
                    curve(weights, cut, seed, engine),
                    curve(weights, cut.shuffled(), seed, engine)))
            .toList());
  }

  private static GroupSizeCurve curve(Tensor weights, Slicing.Cut cut, long seed, Engine engine) {
    return GroupSizeCurve.of(weights, cut, MultiBitTensor.MAX_BITWIDTH, seed, engine);
  }

  /**
   * The largest difference that slicing makes, over sizes and storages up to {@link
   * #LARGEST_INVERSE_RATE}.
   */
  double slicingGap() {
    return pairs.stream().mapToDouble(Pair::gap).max().orElse(0);
  }

  /** What the size makes out, at each storage that all sliced groups have a place for. */
  List<SizeGap> sizeGaps() {
    return Arrays.stream(STORAGES)
        .filter(storage -> pairs.stream().allMatch(pair -> pair.sliced.spans(storage)))
        .mapToObj(this::sizeGap)
        .toList();
  }

  private SizeGap sizeGap(double storage) {
    List<GroupSizeCurve> curves = pairs.stream().map(Pair::sliced).toList();
    DoubleSummaryStatistics errors =
        curves.stream().mapToDouble(curve -> curve.logErrorAt(storage)).summaryStatistics();
    return new SizeGap(
        storage,
        size(curves, storage, errors.getMin()),
        size(curves, storage, errors.getMax()),
        errors.getMax() - errors.getMin());
  }

  private static int size(List<GroupSizeCurve> curves, double storage, double error) {
    return curves.stream()
        .filter(curve -> curve.logErrorAt(storage) == error)
        .mapToInt(curve -> curve.cut().size())
        .findFirst()
        .orElseThrow();
  }
}
