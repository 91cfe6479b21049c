package dev.alq.activation;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;

/** How the activations of a network are quantized. */
public sealed interface ActivationPlan {

  /** I_A of a network whose activations stay float. */
  int FLOAT_BITS = Float.SIZE;

  /**
   * I_A.
   *
   * @return bits per activation
   */
  int bitwidth();

  /**
   * Prepares a network. Its ReLUs become quantizers that act as ReLU until they are activated; what
   * no ReLU precedes, as the network's input and its last layer's output, stays float.
   *
   * @param network the network; not modified
   * @return a network that shares the parameters and buffers of the given one
   */
  Layer apply(Layer network);

  /** Activations stay float: I_A = 32. */
  record Unquantized() implements ActivationPlan {
    @Override
    public int bitwidth() {
      return FLOAT_BITS;
    }

    @Override
    public Layer apply(Layer network) {
      return network;
    }
  }

  /**
   * All activations behind a ReLU are quantized.
   *
   * @param bitwidth I_A of every layer, from 1 to 8
   * @param reference where x_ref comes from
   */
  record Quantized(int bitwidth, Reference reference) implements ActivationPlan {
    /** Checks the range. */
    public Quantized {
      if (bitwidth < 1 || bitwidth > MultiBitTensor.MAX_BITWIDTH) {
        throw new IllegalArgumentException(
            "quantized activations have from 1 to "
                + MultiBitTensor.MAX_BITWIDTH
                + " bits, not "
                + bitwidth);
      }
    }

    @Override
    public Layer apply(Layer layer) {
      return switch (layer) {
        case Relu relu -> new ActivationQuantizer(relu.name(), bitwidth, reference);
        case Sequential sequence ->
            new Sequential(sequence.name(), sequence.layers().stream().map(this::apply).toList());
        case Residual residual ->
            new Residual(residual.name(), apply(residual.body()), apply(residual.shortcut()));
        case Conv2d _,
            Linear _,
            BatchNorm _,
            MaxPool _,
            GlobalAveragePool _,
            Flatten _,
            CustomLayer _ ->
            layer;
      };
    }
  }

  /**
   * The plan for a number of bits.
   *
   * @param bitwidth I_A: from 1 to 8, with a tied reference, or {@link #FLOAT_BITS}
   * @return the plan
   * @throws IllegalArgumentException if the number is another
   */
  static ActivationPlan ofBits(int bitwidth) {
    return bitwidth == FLOAT_BITS ? new Unquantized() : new Quantized(bitwidth, Reference.TIED);
  }
}
