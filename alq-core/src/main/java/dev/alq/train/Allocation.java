package dev.alq.train;

import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.UniformSketch;
import dev.alq.tensor.Tensor;

/** How many bases the groups get when float weights are sketched. */
public sealed interface Allocation {

  /**
   * Sketches a layer.
   *
   * @param weights the float weights, O,H,W,C or O,I; not modified
   * @param plan how the layer is quantized
   * @param engine what to compute on
   * @return the sketched weights
   * @throws IllegalArgumentException if the weights cannot be grouped so or are not finite
   */
  MultiBitTensor sketch(Tensor weights, LayerPlan plan, Engine engine);

  /** As many as it takes to be as precise as the layer's plan wants, up to the plan's I_max. */
  record ByPrecision() implements Allocation {
    @Override
    public MultiBitTensor sketch(Tensor weights, LayerPlan plan, Engine engine) {
      return plan.sketch().apply(weights, plan.grouping(), engine);
    }
  }

  /**
   * The same number in all groups of all layers; of the plan only the grouping counts. A bitwidth
   * that is not whole is met by each layer as {@link UniformSketch} does it.
   *
   * @param averageBitwidth above 0 and at most {@link MultiBitTensor#MAX_BITWIDTH}
   */
  record Uniform(double averageBitwidth) implements Allocation {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the bitwidth is out of range
     */
    public Uniform {
      UniformSketch.requireBitwidth(averageBitwidth);
    }

    @Override
    public MultiBitTensor sketch(Tensor weights, LayerPlan plan, Engine engine) {
      return new UniformSketch(averageBitwidth).apply(weights, plan.grouping(), engine);
    }
  }
}
