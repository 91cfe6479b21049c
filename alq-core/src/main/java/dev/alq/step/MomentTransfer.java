package dev.alq.step;

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

  MomentTransfer(
      MultiBitTensor values, AmsGradMoments weightMoments, AmsGradMoments coordinateMoments) {
    this.values = values;
    this.weightMoments = weightMoments;
    this.coordinateMoments = coordinateMoments;
    this.projection = new CoordinateGradient(values.maxBitwidth());
  }

  /** Sets the moments of a group's coordinates. */
  void apply(int group) {
    int n = values.layout().size();
    int slot = group * values.maxBitwidth();
    int end = slot + values.bitwidth(group);
    projection.compute(values, group, weightMoments.m(), group * n, coordinateMoments.m(), slot);
    Arrays.fill(coordinateMoments.v(), slot, end, sum(weightMoments.v(), group * n, n));
    Arrays.fill(coordinateMoments.vMax(), slot, end, sum(weightMoments.vMax(), group * n, n));
  }

  /** Four partial sums, so that the additions do not wait for each other. */
  private static float sum(float[] values, int from, int n) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int quads = from + (n & -4);
    for (int k = from; k < quads; k += 4) {
      a += values[k];
      b += values[k + 1];
      c += values[k + 2];
      d += values[k + 3];
    }
    for (int k = quads; k < from + n; k++) {
      a += values[k];
    }
    return (float) ((a + b) + (c + d));
  }
}
