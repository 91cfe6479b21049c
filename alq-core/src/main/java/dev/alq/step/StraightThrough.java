package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;

/**
 * The baselines with a straight-through estimator of section 5.2, on one group. A float copy u of
 * the weights is kept; the gradient is taken at the quantized weights and applied to u as if it
 * were the gradient there, {@code u ← u - g/H}. The variants differ in how u is projected onto
 * bases and coordinates; where both change it is by the same search and refit as in {@link
 * BasisStep}, with another model around another point.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class StraightThrough {

  /** How the float copy is projected. */
  public enum Projection {
    /**
     * By distance: after the step on u, the nearest bases and then least squares on u. With one
     * basis this is the projection of BWN, {@code mean|u|·sign(u)}.
     */
    RECONSTRUCTION,
    /**
     * By the model of the loss: bases around {@code u - g/H}, refit by Eq. (23) with u in the place
     * of ŵ, then the step on u.
     */
    LOSS_AWARE,
    /**
     * By distance, with the coordinates as they are: after the step on u, the nearest bases. What u
     * has moved beyond the largest value {@code ±Σα} is cut off, since it would change nothing.
     * With one basis this is the projection of BinaryConnect, {@code ±α}.
     */
    FIXED_COORDINATES
  }

  private final MultiBitTensor values;
  private final AmsGradMoments weightMoments;
  private final Alternation alternation;
  private final MomentTransfer transfer;
  private final QuadraticModel model;
  private final float[] u;

  /**
   * Creates the step for a layer.
   *
   * @param values the layer's weights
   * @param weightMoments moments of the weights in group-major order; not modified
   * @param alternation changes the layer's weights
   * @param transfer replaces the moments of the coordinates
   * @param kernels what computes
   */
  StraightThrough(
      MultiBitTensor values,
      AmsGradMoments weightMoments,
      Alternation alternation,
      MomentTransfer transfer,
      GroupKernels kernels) {
    int n = values.layout().size();
    this.values = values;
    this.weightMoments = weightMoments;
    this.alternation = alternation;
    this.transfer = transfer;
    model = new QuadraticModel(n, kernels);
    u = new float[n];
  }

  /**
   * Does the step on one group. Of an empty group only the float copy moves.
   *
   * @param group from 0 to {@code values.layout().groups() - 1}
   * @param floatCopy u in group-major order; the group's part is modified
   * @param scale the factors of the step
   * @param projection how u is projected
   * @throws NumericException if the moments are not finite
   */
  void apply(int group, float[] floatCopy, QuadraticModel.Scale scale, Projection projection) {
    int n = u.length;
    model.compute(weightMoments, group * n, n, scale);
    System.arraycopy(floatCopy, group * n, u, 0, n);
    switch (projection) {
      case RECONSTRUCTION -> {
        model.minimum(u, u);
        model.computeDistance(n);
        alternation.around(group, model, u);
      }
      case LOSS_AWARE -> {
        alternation.around(group, model, u);
        model.minimum(u, u);
      }
      case FIXED_COORDINATES -> {
        model.minimum(u, u);
        clip(group);
        alternation.nearestBases(group, u);
      }
    }
    System.arraycopy(u, 0, floatCopy, group * n, n);
    transfer.apply(group);
  }

  /** Cuts u off at ±Σα. */
  private void clip(int group) {
    int bitwidth = values.bitwidth(group);
    if (bitwidth == 0) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < bitwidth; i++) {
      sum += values.coordinate(group, i);
    }
    float largest = (float) sum;
    for (int j = 0; j < u.length; j++) {
      if (!Float.isFinite(u[j])) {
        throw new NumericException("the float copy of group " + group + " becomes " + u[j]);
      }
      u[j] = Math.clamp(u[j], -largest, largest);
    }
  }
}
