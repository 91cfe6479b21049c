package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution.
 *
 * @param name path in the network
 * @param weights O,H,W,C
 * @param bias a term per output channel, or null
 * @param stride distance between kernel positions, at least 1
 * @param padding zeros on each side, less than the kernel's extents
 */
public record Conv2d(
    String name, Parameter weights, @Nullable Parameter bias, int stride, int padding)
    implements Layer {

  /** Checks the arguments. */
  public Conv2d {
    Shape shape = weights.shape();
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(name + " wants weights O,H,W,C but got " + shape);
    }
    if (bias != null && !bias.shape().equals(Shape.of(shape.dimension(0)))) {
      throw new IllegalArgumentException(
          name + " has " + shape.dimension(0) + " outputs but a bias of " + bias.shape());
    }
    int kernel = Math.min(shape.dimension(1), shape.dimension(2));
    if (stride < 1 || padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException(
          name + ": stride " + stride + " and padding " + padding + " of a kernel " + shape);
    }
  }

  /**
   * A convolution with random weights and a bias.
   *
   * @param name path in the network
   * @param channels input channels
   * @param outputs output channels
   * @param kernel rows and columns of the kernel
   * @param stride distance between kernel positions
   * @param padding zeros on each side
   * @param seed where the weights come from, together with the name
   * @return a new layer
   */
  public static Conv2d create(
      String name, int channels, int outputs, int kernel, int stride, int padding, long seed) {
    int fanIn = channels * kernel * kernel;
    String biasName = name + ".bias";
    Tensor bias = Initialization.uniform(Shape.of(outputs), fanIn, seed, biasName);
    return new Conv2d(
        name,
        randomWeights(name, channels, outputs, kernel, seed),
        new Parameter(biasName, Parameter.Role.OTHER, bias),
        stride,
        padding);
  }

  /**
   * A convolution with random weights and no bias, as in front of batch normalisation.
   *
   * @param name path in the network
   * @param channels input channels
   * @param outputs output channels
   * @param kernel rows and columns of the kernel
   * @param stride distance between kernel positions
   * @param padding zeros on each side
   * @param seed where the weights come from, together with the name
   * @return a new layer
   */
  public static Conv2d withoutBias(
      String name, int channels, int outputs, int kernel, int stride, int padding, long seed) {
    return new Conv2d(
        name, randomWeights(name, channels, outputs, kernel, seed), null, stride, padding);
  }

  /**
   * A convolution without a bias whose weights are normal with variance {@code
   * 2/(outputs·kernel²)}, as residual networks begin with (He et al., 2015).
   *
   * @param name path in the network
   * @param channels input channels
   * @param outputs output channels
   * @param kernel rows and columns of the kernel
   * @param stride distance between kernel positions
   * @param padding zeros on each side
   * @param seed where the weights come from, together with the name
   * @return a new layer
   */
  public static Conv2d heNormal(
      String name, int channels, int outputs, int kernel, int stride, int padding, long seed) {
    String weightsName = name + ".weight";
    Tensor values =
        Initialization.heNormal(
            Shape.of(outputs, kernel, kernel, channels),
            outputs * kernel * kernel,
            seed,
            weightsName);
    return new Conv2d(
        name, new Parameter(weightsName, Parameter.Role.WEIGHT, values), null, stride, padding);
  }

  private static Parameter randomWeights(
      String name, int channels, int outputs, int kernel, long seed) {
    String weightsName = name + ".weight";
    Tensor values =
        Initialization.uniform(
            Shape.of(outputs, kernel, kernel, channels),
            channels * kernel * kernel,
            seed,
            weightsName);
    return new Parameter(weightsName, Parameter.Role.WEIGHT, values);
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    return Functions.convolve(tape, input, weights, bias, stride, padding);
  }

  @Override
  public List<Parameter> parameters() {
    return bias == null ? List.of(weights) : List.of(weights, bias);
  }

  @Override
  public Map<String, Tensor> buffers() {
    return Map.of();
  }
}
