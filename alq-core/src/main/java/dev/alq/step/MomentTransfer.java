package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.kernel.SignSums;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import java.util.Arrays;

/**
 * Carries the moments of the weights over to the coordinates after the bases of a group have
 * changed, because the old moments of the coordinates belong to the old bases:
 *
 * <pre>
 *   m_α = Bᵀm,    v_α = Σ_j v_j,    vMax_α = Σ_j vMax_j
 * </pre>
 *
 * <p>For the second moments this is the chain rule with β² = 1; the two sums are the same for all
 * coordinates of the group.
 */
final class MomentTransfer {

  private final MultiBitTensor values;
  private final AmsGradMoments weightMoments;
  private final AmsGradMoments coordinateMoments;
  private final CoordinateGradient projection;
  private final GroupKernels kernels;
  private final SignSums scratch;

  MomentTransfer(
      MultiBitTensor values,
      AmsGradMoments weightMoments,
      AmsGradMoments coordinateMoments,
      GroupKernels kernels) {
    this.values = values;
    this.weightMoments = weightMoments;
    this.coordinateMoments = coordinateMoments;
    this.projection = new CoordinateGradient(values.maxBitwidth(), kernels);
    this.kernels = kernels;
    this.scratch = new SignSums(values.maxBitwidth());
  }

  /** Sets the moments of a group's coordinates. */
  void apply(int group) {
    if (values.bitwidth(group) == 0) {
      return;
    }
    int n = values.layout().size();
    int slot = group * values.maxBitwidth();
    int end = slot + values.bitwidth(group);
    projection.compute(values, group, weightMoments.m(), group * n, coordinateMoments.m(), slot);
    Arrays.fill(coordinateMoments.v(), slot, end, sum(weightMoments.v(), group * n, n));
    Arrays.fill(coordinateMoments.vMax(), slot, end, sum(weightMoments.vMax(), group * n, n));
  }

  private float sum(float[] moments, int from, int n) {
    return (float) kernels.sum(moments, from, from + n, scratch);
  }
}
