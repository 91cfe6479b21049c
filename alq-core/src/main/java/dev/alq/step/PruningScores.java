package dev.alq.step;

import dev.alq.kernel.KernelChoice;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;

/**
 * By how much the loss would rise if a coordinate were set to zero, by the quadratic model in the
 * domain of the coordinates, Eq. (13):
 *
 * <pre>
 *   f_i = -g_α,i α_i + ½ H_α,ii α_i²
 * </pre>
 *
 * <p>H is diagonal, so the score of several coordinates is the sum of theirs.
 */
public final class PruningScores {

  private PruningScores() {}

  /**
   * Computes the scores of all remaining coordinates of a layer.
   *
   * @param values the layer's weights; not modified
   * @param coordinateMoments moments of the coordinates by slot; not modified
   * @param scale the factors of the step
   * @param scores modified: one score per slot; slots that hold no coordinate are left as they are
   * @throws IllegalArgumentException if {@code scores} has not one element per slot
   */
  public static void compute(
      MultiBitTensor values,
      AmsGradMoments coordinateMoments,
      QuadraticModel.Scale scale,
      float[] scores) {
    int max = values.maxBitwidth();
    if (scores.length != values.layout().groups() * max) {
      throw new IllegalArgumentException(
          "scores need " + values.layout().groups() * max + " slots, not " + scores.length);
    }
    QuadraticModel model = new QuadraticModel(max, KernelChoice.scalar().groups());
    for (int group = 0; group < values.layout().groups(); group++) {
      int slot = group * max;
      int bitwidth = values.bitwidth(group);
      model.compute(coordinateMoments, slot, bitwidth, scale);
      for (int i = 0; i < bitwidth; i++) {
        double alpha = values.coordinateSlots()[slot + i];
        scores[slot + i] = (float) (-model.g()[i] * alpha + 0.5 * model.h()[i] * alpha * alpha);
      }
    }
  }
}
