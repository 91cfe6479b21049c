package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.kernel.SignSums;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.multibit.PositiveSystem;
import dev.alq.optim.QuadraticModel;

/**
 * The best coordinates for given bases, Eq. (23): the minimum of the quadratic model over the span
 * of B. It is taken as a damped step from the current coordinates:
 *
 * <pre>
 *   α ← α - (BᵀHB + d·I)⁻¹ Bᵀ(g + H(Bα - ŵ)),    d = 1e-6 · mean(diag(BᵀHB))
 * </pre>
 *
 * <p>Without damping this is Eq. (23), whatever α is. The paper adds an absolute 1e-6 to the
 * diagonal of its closed form, which shrinks groups of tiny curvature until nothing is left; here
 * the damping is relative and acts on the step, so a group without gradient is an exact fixed
 * point, and bases that are equal or opposite do no harm. Every diagonal element of BᵀHB is the sum
 * of H. The system is solved in double; where the kernels' sums are so far off that it is not
 * positive, it is damped more.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class CoordinateRefit {

  private static final double DAMPING = 1e-6;
  private static final double MORE_DAMPING = 100;
  private static final double MOST_DAMPING = 1;

  private final GroupKernels kernels;
  private final SignSums sums;
  private final float[] residuals;
  private final double[] matrix;

  /** The right side of the system, then its solution. */
  private final double[] step;

  /**
   * Creates the rule.
   *
   * @param groupSize n, weights of a group
   * @param maxBitwidth largest bitwidth of a group, from 1 to {@link MultiBitTensor#MAX_BITWIDTH}
   * @param kernels what adds up
   */
  public CoordinateRefit(int groupSize, int maxBitwidth, GroupKernels kernels) {
    this.kernels = kernels;
    sums = new SignSums(maxBitwidth);
    residuals = new float[groupSize];
    matrix = new double[maxBitwidth * maxBitwidth];
    step = new double[maxBitwidth];
  }

  /**
   * Refits the coordinates of a group.
   *
   * @param model g and H of the group's weights
   * @param reference the point ŵ the model was built at, from 0 on; not modified
   * @param current the values {@code bᵀα} of the group's coordinates, by code
   * @param weights the layer, whose coordinates of the group are modified; they may become negative
   * @param group from 0 to {@code weights.layout().groups() - 1}
   * @throws NumericException if the model or the result is not finite
   */
  public void refit(
      QuadraticModel model, float[] reference, Levels current, MultiBitTensor weights, int group) {
    double damping = DAMPING;
    while (!solve(model, reference, current, weights, group, damping)) {
      damping *= MORE_DAMPING;
      if (damping > MOST_DAMPING) {
        throw new NumericException("the curvature of group " + group + " is not positive");
      }
    }
    int bitwidth = weights.bitwidth(group);
    float[] coordinates = weights.coordinateSlots();
    int slot = group * weights.maxBitwidth();
    for (int i = 0; i < bitwidth; i++) {
      float coordinate = (float) (coordinates[slot + i] - step[i]);
      if (!Float.isFinite(coordinate)) {
        throw new NumericException(
            "the refit of group " + group + " gives the coordinate " + coordinate);
      }
      coordinates[slot + i] = coordinate;
    }
  }

  /** step = (BᵀHB + d·I)⁻¹ Bᵀ residual; false if that is not positive. */
  private boolean solve(
      QuadraticModel model,
      float[] reference,
      Levels current,
      MultiBitTensor weights,
      int group,
      double damping) {
    int n = weights.layout().size();
    int bitwidth = weights.bitwidth(group);
    kernels.refitSums(
        weights.codes(),
        group * n,
        n,
        bitwidth,
        current.table(),
        model.g(),
        model.h(),
        reference,
        residuals,
        sums,
        matrix,
        step);
    for (int i = 0; i < bitwidth; i++) {
      matrix[i * bitwidth + i] *= 1 + damping;
    }
    return PositiveSystem.solve(matrix, step, bitwidth);
  }
}
