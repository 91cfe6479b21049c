package dev.alq.multibit;

import dev.alq.tensor.Shape;

/**
 * Which weights of a layer share their binary bases and coordinates (section 5.1 of the paper).
 * Every weight belongs to exactly one group, all groups of a layer have the same size, and a group
 * lies within one output: each output has as many groups as any other, one output after the other.
 *
 * <p>Convolution weights lie O,H,W,C and linear weights O,I, where I runs in C,H,W order. The names
 * follow the paper: {@code c} below is the output channel, {@code d} the input channel.
 */
public sealed interface Grouping {

  /**
   * Lays the groups over the weights of a layer.
   *
   * @param weight shape of the weights: O,H,W,C of a convolution or O,I of a linear layer
   * @return where each group's elements lie
   * @throws IllegalArgumentException if the shape is neither of the two, is empty, or cannot be
   *     grouped this way
   */
  GroupLayout layout(Shape weight);

  /** {@code w_(c,:,:,:)}: one group per output channel, of a convolution or a linear layer. */
  record Channelwise() implements Grouping {
    @Override
    public GroupLayout layout(Shape weight) {
      return GroupLayout.contiguous(LayerWeights.requireWeights(weight, this), 1);
    }
  }

  /**
   * {@code w_(c,d,:,:)}: one group per output and input channel of a convolution, ordered (c, d).
   * Its elements lie an input channel count apart; they run over kernel rows, then columns.
   */
  record Kernelwise() implements Grouping {
    @Override
    public GroupLayout layout(Shape weight) {
      LayerWeights.requireConvolution(weight, this);
      return GroupLayout.kernels(weight);
    }
  }

  /**
   * {@code w_(c,:,h,w)}: one group per output channel and kernel position of a convolution, ordered
   * (c, h, w). Its elements run over the input channels.
   */
  record Pixelwise() implements Grouping {
    @Override
    public GroupLayout layout(Shape weight) {
      LayerWeights.requireConvolution(weight, this);
      return GroupLayout.contiguous(weight, weight.dimension(1) * weight.dimension(2));
    }
  }

  /**
   * {@code w_(c,d:d+n)}: each row of a linear layer in equal slices of its inputs, ordered (c,
   * slice).
   *
   * @param slices number of groups per row, at least 1; must divide the number of inputs
   */
  record Subchannelwise(int slices) implements Grouping {
    /**
     * Creates the grouping.
     *
     * @throws IllegalArgumentException if {@code slices} is less than 1
     */
    public Subchannelwise {
      if (slices < 1) {
        throw new IllegalArgumentException("slices must be at least 1 but is " + slices);
      }
    }

    @Override
    public GroupLayout layout(Shape weight) {
      LayerWeights.requireLinear(weight, this);
      int inputs = weight.dimension(1);
      if (inputs % slices != 0) {
        throw new IllegalArgumentException(
            this
                + " needs a number of inputs that "
                + slices
                + " divides, but the weights are "
                + weight);
      }
      return GroupLayout.contiguous(weight, slices);
    }
  }
}
