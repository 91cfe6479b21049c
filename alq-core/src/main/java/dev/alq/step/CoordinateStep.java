package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;

/**
 * One step on the coordinates of a group with its bases fixed, the inner loop of Algorithm 4. The
 * gradient {@code Bᵀ∂ℓ/∂ŵ + wd·α} of Eq. (14) with weight decay enters the moments of the
 * coordinates, then AMSGrad without projection moves them, Eq. (21):
 *
 * <pre>
 *   α ← α - lr·m̂_α / √v̂_α = α - g_α / H_α
 * </pre>
 *
 * <p>A coordinate that becomes negative is replaced by its negative, its basis by the complement
 * and its first moment by its negative: ŵ and all later steps are the same as without the change.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class CoordinateStep {

  private final MultiBitTensor values;
  private final AmsGradMoments moments;
  private final GroupKernels kernels;
  private final CoordinateGradient chainRule;
  private final QuadraticModel model;
  private final float[] gradient;

  /**
   * Creates the step for a layer.
   *
   * @param values the layer's weights, which the step changes
   * @param coordinateMoments moments of the coordinates by slot, which the step updates
   * @param kernels what computes
   */
  public CoordinateStep(
      MultiBitTensor values, AmsGradMoments coordinateMoments, GroupKernels kernels) {
    this.values = values;
    this.moments = coordinateMoments;
    this.kernels = kernels;
    chainRule = new CoordinateGradient(values.maxBitwidth(), kernels);
    model = new QuadraticModel(values.maxBitwidth(), kernels);
    gradient = new float[values.maxBitwidth()];
  }

  /**
   * Updates the moments of a group's coordinates and changes nothing else.
   *
   * @param group from 0 to {@code values.layout().groups() - 1}
   * @param weightGradient ∂ℓ/∂ŵ of the group in the order of its elements, from {@code offset} on;
   *     not modified
   * @param offset where in {@code weightGradient} the group begins
   * @param weightDecay wd, the factor of the L2 term
   */
  public void observe(int group, float[] weightGradient, int offset, double weightDecay) {
    int bitwidth = values.bitwidth(group);
    int slot = group * values.maxBitwidth();
    chainRule.compute(values, group, weightGradient, offset, gradient, 0);
    for (int i = 0; i < bitwidth; i++) {
      gradient[i] += (float) (weightDecay * values.coordinateSlots()[slot + i]);
    }
    moments.update(kernels, gradient, 0, slot, bitwidth);
  }

  /**
   * Moves the coordinates of a group by what {@link #observe} has gathered.
   *
   * @param group from 0 to {@code values.layout().groups() - 1}
   * @param scale the factors of the step
   * @throws NumericException if a coordinate would not be finite
   */
  public void apply(int group, QuadraticModel.Scale scale) {
    int bitwidth = values.bitwidth(group);
    int slot = group * values.maxBitwidth();
    model.compute(moments, slot, bitwidth, scale);
    float[] coordinates = values.coordinateSlots();
    for (int i = 0; i < bitwidth; i++) {
      float coordinate = coordinates[slot + i] - model.g()[i] / model.h()[i];
      if (!Float.isFinite(coordinate)) {
        throw new NumericException(
            "the step of group " + group + " gives the coordinate " + coordinate);
      }
      coordinates[slot + i] = coordinate;
      if (coordinate < 0) {
        values.flip(group, i);
        moments.m()[slot + i] = -moments.m()[slot + i];
      }
    }
  }
}
