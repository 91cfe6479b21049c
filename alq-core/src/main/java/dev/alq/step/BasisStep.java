package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;

/**
 * One step on the bases of a group, the inner loop of Algorithm 3: with the model of the loss
 * around {@code ŵ = Bα}, first {@link BasisSearch} finds the best bases for the old coordinates,
 * then {@link CoordinateRefit} the best coordinates for the new bases, with the same g, H and the
 * old ŵ. The bitwidth stays. Afterwards no coordinate is negative and the moments of the
 * coordinates are those of the new bases.
 *
 * <p>Buffers are reused from group to group; not safe for use by several threads.
 */
public final class BasisStep {

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
  public BasisStep(
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
   * Does the step on one group. An empty group stays as it is.
   *
   * @param group from 0 to {@code values.layout().groups() - 1}
   * @param scale the factors of the step
   * @throws ArithmeticException if the moments are not finite
   */
  public void apply(int group, QuadraticModel.Scale scale) {
    alternate(group, scale);
    transfer.apply(group);
  }

  /** Search and refit; the moments of the coordinates stay those of the old bases. */
  void alternate(int group, QuadraticModel.Scale scale) {
    int bitwidth = values.bitwidth(group);
    if (bitwidth == 0) {
      return;
    }
    int n = values.layout().size();
    byte[] codes = values.codes();
    model.compute(weightMoments, group * n, n, scale);
    Levels levels =
        search.prepare(values.coordinateSlots(), group * values.maxBitwidth(), bitwidth);
    levels.lookUp(codes, group * n, n, old, 0, 1);
    model.minimum(old, target);
    search.search(target, n, codes, group * n);
    levels.lookUp(codes, group * n, n, current, 0, 1);
    refit.refit(model, old, current, values, group);
    values.makeNonNegative(group);
  }
}
