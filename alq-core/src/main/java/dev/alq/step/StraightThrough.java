package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;

/**
 * The baselines with a straight-through estimator of section 5.2, on one group. A float copy u of
 * the weights is kept; the gradient is taken at the quantized weights and applied to u as if it
 * were the gradient there, {@code u ← u - g/H}. The two variants differ in how u is projected onto
 * bases and coordinates; as in {@link BasisStep} the bases are searched with the old coordinates
 * and the coordinates are then refitted.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class StraightThrough {

  /** How the float copy is projected. */
  public enum Projection {
    /** By distance: after the step on u, the nearest bases and then least squares on u. */
    RECONSTRUCTION,
    /**
     * By the model of the loss: bases around {@code u - g/H}, refit by Eq. (23) with u in the place
     * of ŵ, then the step on u.
     */
    LOSS_AWARE
  }

  private final MultiBitTensor values;
  private final AmsGradMoments weightMoments;
  private final MomentTransfer transfer;
  private final QuadraticModel model;
  private final BasisSearch search;
  private final CoordinateRefit refit;
  private final float[] old;
  private final float[] target;
  private final float[] current;

  /**
   * Creates the step for a layer.
   *
   * @param values the layer's weights, which the step changes
   * @param weightMoments moments of the weights in group-major order; not modified
   * @param coordinateMoments moments of the coordinates by slot, which the step replaces
   * @param kernels what computes
   */
  public StraightThrough(
      MultiBitTensor values,
      AmsGradMoments weightMoments,
      AmsGradMoments coordinateMoments,
      GroupKernels kernels) {
    int n = values.layout().size();
    this.values = values;
    this.weightMoments = weightMoments;
    transfer = new MomentTransfer(values, weightMoments, coordinateMoments, kernels);
    model = new QuadraticModel(n);
    search = new BasisSearch(values.maxBitwidth(), kernels);
    refit = new CoordinateRefit(n, values.maxBitwidth(), kernels);
    old = new float[n];
    target = new float[n];
    current = new float[n];
  }

  /**
   * Does the step on one group. Of an empty group only the float copy moves.
   *
   * @param group from 0 to {@code values.layout().groups() - 1}
   * @param floatCopy u in group-major order; the group's part is modified
   * @param scale the factors of the step
   * @param projection how u is projected
   * @throws ArithmeticException if the moments are not finite
   */
  public void apply(
      int group, float[] floatCopy, QuadraticModel.Scale scale, Projection projection) {
    int n = values.layout().size();
    model.compute(weightMoments, group * n, n, scale);
    System.arraycopy(floatCopy, group * n, old, 0, n);
    model.minimum(old, target);
    System.arraycopy(target, 0, floatCopy, group * n, n);
    if (values.bitwidth(group) == 0) {
      return;
    }
    byte[] codes = values.codes();
    int slot = group * values.maxBitwidth();
    Levels levels = search.prepare(values.coordinateSlots(), slot, values.bitwidth(group));
    search.search(target, n, codes, group * n);
    levels.lookUp(codes, group * n, n, current, 0, 1);
    switch (projection) {
      case RECONSTRUCTION -> {
        model.computeDistance(n);
        refit.refit(model, target, current, values, group);
      }
      case LOSS_AWARE -> refit.refit(model, old, current, values, group);
    }
    values.makeNonNegative(group);
    transfer.apply(group);
  }
}
