package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.multibit.Grouping;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The groupings of a network that nobody has planned: the one place that decides. Section 5.1 of
 * the paper finds groups of 32 to 512 weights to be a good balance between precision and storage,
 * and its networks are grouped like this, but for the last layer of its ResNets, which it halves:
 *
 * <table>
 * <caption>What is chosen</caption>
 * <tr><td>first convolution</td><td>channelwise</td></tr>
 * <tr><td>convolution of 32 input channels or more</td><td>pixelwise</td></tr>
 * <tr><td>convolution of fewer, whose kernels have 25 weights or more</td><td>kernelwise</td></tr>
 * <tr><td>any other convolution</td><td>channelwise</td></tr>
 * <tr><td>linear layer</td><td>subchannelwise, in as few slices of at most 512 inputs as divide
 * them evenly; whole rows if that leaves slices of fewer than 32</td></tr>
 * </table>
 *
 * <p>Weights of other layers count as those of convolutions if they have four dimensions and as
 * those of linear layers if they have two; all others stay float.
 */
public final class DefaultGrouping {

  private static final int SMALLEST = 32;
  private static final int LARGEST = 512;

  /** The kernels of the paper's LeNet5, 5×5. */
  private static final int LARGE_KERNEL = 25;

  private static final int CONVOLUTION_RANK = 4;
  private static final int LINEAR_RANK = 2;

  private DefaultGrouping() {}

  /**
   * Plans all weights of a network.
   *
   * @param network the network
   * @param maxBitwidth largest bitwidth at the start, I_max; the paper takes 6 for small networks
   *     and 8 for ResNet
   * @return the plan, in the order of the network
   */
  public static QuantizationPlan plan(Layer network, int maxBitwidth) {
    Map<String, LayerPlan> layers = new LinkedHashMap<>();
    boolean convolutionSeen = false;
    for (Parameter parameter : network.parameters()) {
      int rank = parameter.shape().rank();
      if (parameter.role() != Parameter.Role.WEIGHT
          || (rank != CONVOLUTION_RANK && rank != LINEAR_RANK)) {
        continue;
      }
      Grouping grouping = new Grouping.Channelwise();
      if (rank == LINEAR_RANK) {
        grouping = linear(parameter.shape());
      } else if (convolutionSeen) {
        grouping = innerConvolution(parameter.shape());
      }
      convolutionSeen |= rank == CONVOLUTION_RANK;
      layers.put(parameter.name(), LayerPlan.of(grouping, maxBitwidth));
    }
    return new QuantizationPlan(layers);
  }

  /**
   * The grouping of a convolution that is not the first of its network.
   *
   * @param weight O,H,W,C
   * @return how its weights are grouped
   */
  public static Grouping innerConvolution(Shape weight) {
    if (weight.dimension(3) >= SMALLEST) {
      return new Grouping.Pixelwise();
    }
    return weight.dimension(1) * weight.dimension(2) >= LARGE_KERNEL
        ? new Grouping.Kernelwise()
        : new Grouping.Channelwise();
  }

  /**
   * The grouping of a linear layer.
   *
   * @param weight O,I
   * @return how its weights are grouped
   */
  public static Grouping linear(Shape weight) {
    int inputs = weight.dimension(1);
    for (int slices = Math.ceilDiv(inputs, LARGEST); inputs / slices >= SMALLEST; slices++) {
      if (inputs % slices == 0) {
        return new Grouping.Subchannelwise(slices);
      }
    }
    return new Grouping.Subchannelwise(1);
  }
}
