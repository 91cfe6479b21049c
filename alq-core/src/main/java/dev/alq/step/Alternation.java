package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.QuadraticModel;

/**
 * What ALQ and the straight-through variants have in common: bring a group close to the minimum of
 * a quadratic model around a point, first by its bases with the old coordinates, {@link
 * BasisSearch}, then by its coordinates with the new bases, {@link CoordinateRefit}. The bitwidth
 * stays, and afterwards no coordinate is negative. An empty group stays as it is.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
final class Alternation {

  private final MultiBitTensor values;
  private final BasisSearch search;
  private final CoordinateRefit refit;
  private final float[] own;

  Alternation(MultiBitTensor values, GroupKernels kernels) {
    int n = values.layout().size();
    this.values = values;
    search = new BasisSearch(values.maxBitwidth(), kernels);
    refit = new CoordinateRefit(n, values.maxBitwidth(), kernels);
    own = new float[n];
  }

  /** Takes the model around the group's own weights {@code ŵ = Bα} as they are. */
  void aroundWeights(int group, QuadraticModel model) {
    if (values.bitwidth(group) > 0) {
      Levels levels = prepare(group);
      int n = values.layout().size();
      levels.lookUp(values.codes(), group * n, n, own, 0, 1);
      searchAndRefit(levels, group, model, own);
    }
  }

  /** Takes the model around a point of n elements, which is not modified. */
  void around(int group, QuadraticModel model, float[] point) {
    if (values.bitwidth(group) > 0) {
      searchAndRefit(prepare(group), group, model, point);
    }
  }

  /** Takes the bases nearest to a point of n elements, which is not modified; α stays. */
  void nearestBases(int group, float[] point) {
    if (values.bitwidth(group) > 0) {
      prepare(group);
      int n = values.layout().size();
      search.search(point, n, values.codes(), group * n);
    }
  }

  private Levels prepare(int group) {
    return search.prepare(
        values.coordinateSlots(), group * values.maxBitwidth(), values.bitwidth(group));
  }

  private void searchAndRefit(Levels levels, int group, QuadraticModel model, float[] point) {
    int n = values.layout().size();
    search.search(model, point, values.codes(), group * n);
    refit.refit(model, point, levels, values, group);
    values.makeNonNegative(group);
  }
}
