package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.kernel.SignSums;
import dev.alq.multibit.MultiBitTensor;

/**
 * The gradient in the domain of the coordinates by the chain rule, Eq. (14):
 *
 * <pre>
 *   ∂ℓ/∂α_g = B_gᵀ ∂ℓ/∂ŵ_g
 * </pre>
 *
 * <p>Any other number per weight is carried over in the same way. The scalar kernels add up in
 * double, the vector ones in floats of a few terms each, and those in double. Buffers are reused
 * from group to group; not safe for use by several threads.
 */
public final class CoordinateGradient {

  private final GroupKernels kernels;
  private final SignSums scratch;
  private final double[] sums;

  /**
   * Creates the rule.
   *
   * @param maxBitwidth largest bitwidth of a group, from 1 to {@link MultiBitTensor#MAX_BITWIDTH}
   * @param kernels what adds up
   */
  public CoordinateGradient(int maxBitwidth, GroupKernels kernels) {
    this.kernels = kernels;
    scratch = new SignSums(maxBitwidth);
    sums = new double[maxBitwidth];
  }

  /**
   * Carries numbers from the weights of a group to its coordinates.
   *
   * @param weights the layer, for its bases; not modified
   * @param group from 0 to {@code weights.layout().groups() - 1}
   * @param gradient one number per weight of the group, from {@code gradientOffset} on in the order
   *     of its elements; not modified
   * @param gradientOffset where in {@code gradient} the group begins
   * @param target modified: {@code target[targetOffset + i]} receives the i-th of the {@code I_g}
   *     sums {@code β_iᵀ·gradient}
   * @param targetOffset where in {@code target} to begin
   */
  public void compute(
      MultiBitTensor weights,
      int group,
      float[] gradient,
      int gradientOffset,
      float[] target,
      int targetOffset) {
    int n = weights.layout().size();
    int bitwidth = weights.bitwidth(group);
    kernels.signedSums(
        weights.codes(), group * n, n, bitwidth, gradient, gradientOffset, scratch, sums);
    for (int i = 0; i < bitwidth; i++) {
      target[targetOffset + i] = (float) sums[i];
    }
  }
}
