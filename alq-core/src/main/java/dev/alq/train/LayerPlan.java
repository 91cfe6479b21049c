package dev.alq.train;

import dev.alq.multibit.Grouping;
import dev.alq.multibit.Sketch;

/**
 * How one layer's weights are quantized.
 *
 * @param grouping which weights share bases
 * @param sketch largest bitwidth and precision at the start
 */
public record LayerPlan(Grouping grouping, Sketch sketch) {

  /**
   * A plan with the default precision.
   *
   * @param grouping which weights share bases
   * @param maxBitwidth largest bitwidth at the start, I_max
   * @return the plan
   */
  public static LayerPlan of(Grouping grouping, int maxBitwidth) {
    return new LayerPlan(grouping, new Sketch(maxBitwidth));
  }
}
