package dev.alq.step;

import dev.alq.kernel.GroupKernels;
import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;

/** The steps on a layer with the buffers that one thread needs for them. */
final class GroupWorker {

  private final MultiBitTensor values;
  private final GroupLayout layout;
  private final GroupKernels kernels;
  private final AmsGradMoments weightMoments;
  private final BasisStep bases;
  private final CoordinateStep coordinates;
  private final StraightThrough straightThrough;
  private final Levels levels;
  private final float[] gathered;

  /** The gradient of the group observed last, from {@code offset} on. */
  private float[] gradient;

  private int offset;

  GroupWorker(
      MultiBitTensor values,
      AmsGradMoments weightMoments,
      AmsGradMoments coordinateMoments,
      GroupKernels kernels) {
    this.values = values;
    this.kernels = kernels;
    layout = values.layout();
    this.weightMoments = weightMoments;
    Alternation alternation = new Alternation(values, kernels);
    MomentTransfer transfer = new MomentTransfer(values, weightMoments, coordinateMoments, kernels);
    bases = new BasisStep(values, weightMoments, alternation, transfer, kernels);
    coordinates = new CoordinateStep(values, coordinateMoments, kernels);
    straightThrough = new StraightThrough(values, weightMoments, alternation, transfer, kernels);
    levels = new Levels(values.maxBitwidth(), kernels);
    gathered = new float[layout.isContiguous() ? 0 : layout.size()];
    gradient = gathered;
  }

  /** Updates the moments of a group's weights from the gradient of the whole layer. */
  void observeWeights(float[] layerGradient, int group) {
    if (layout.isContiguous()) {
      gradient = layerGradient;
      offset = layout.start(group);
    } else {
      layout.gather(layerGradient, group, gathered, 0);
      gradient = gathered;
      offset = 0;
    }
    weightMoments.update(kernels, gradient, offset, group * layout.size(), layout.size());
  }

  /** Updates the moments of a group's coordinates; follows {@link #observeWeights}. */
  void observeCoordinates(int group, double weightDecay) {
    coordinates.observe(group, gradient, offset, weightDecay);
  }

  BasisStep bases() {
    return bases;
  }

  CoordinateStep coordinates() {
    return coordinates;
  }

  StraightThrough straightThrough() {
    return straightThrough;
  }

  /** Writes {@code ŵ = Bα} of a group into the weights of the whole layer. */
  void reconstruct(int group, float[] target) {
    values.reconstruct(group, group + 1, levels, target);
  }
}
