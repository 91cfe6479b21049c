package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
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

  private final int n;
  private final AmsGradMoments weightMoments;
  private final Alternation alternation;
  private final MomentTransfer transfer;
  private final QuadraticModel model;

  /**
   * Creates the step for a layer.
   *
   * @param values the layer's weights
   * @param weightMoments moments of the weights in group-major order; not modified
   * @param alternation changes the layer's weights
   * @param transfer replaces the moments of the coordinates
   * @param kernels what computes
   */
  BasisStep(
      MultiBitTensor values,
      AmsGradMoments weightMoments,
      Alternation alternation,
      MomentTransfer transfer,
      GroupKernels kernels) {
    this.n = values.layout().size();
    this.weightMoments = weightMoments;
    this.alternation = alternation;
    this.transfer = transfer;
    model = new QuadraticModel(n, kernels);
  }

  /**
   * Does the step on one group. An empty group stays as it is.
   *
   * @param group from 0 to {@code values.layout().groups() - 1}
   * @param scale the factors of the step
   * @throws NumericException if the moments are not finite
   */
  void apply(int group, QuadraticModel.Scale scale) {
    alternate(group, scale);
    transfer.apply(group);
  }

  /** Search and refit; the moments of the coordinates stay those of the old bases. */
  void alternate(int group, QuadraticModel.Scale scale) {
    model.compute(weightMoments, group * n, n, scale);
    alternation.aroundWeights(group, model);
  }
}
