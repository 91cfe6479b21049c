package dev.alq.nn;

import dev.alq.autograd.BatchNormalization;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Batch normalisation of images N,H,W,C or rows N,C.
 *
 * @param name path in the network
 * @param scale γ per channel
 * @param shift β per channel
 * @param runningMean mean used in evaluation; a training pass modifies it
 * @param runningVariance variance used in evaluation; a training pass modifies it
 * @param rule momentum and ε
 */
public record BatchNorm(
    String name,
    Parameter scale,
    Parameter shift,
    Tensor runningMean,
    Tensor runningVariance,
    BatchNormalization rule)
    implements Layer {

  /** Checks that all have one value per channel. */
  public BatchNorm {
    Shape shape = scale.shape();
    if (shape.rank() != 1
        || !shape.equals(shift.shape())
        || !shape.equals(runningMean.shape())
        || !shape.equals(runningVariance.shape())) {
      throw new IllegalArgumentException(
          "%s: scale %s, shift %s, mean %s, variance %s"
              .formatted(name, shape, shift.shape(), runningMean.shape(), runningVariance.shape()));
    }
  }

  /**
   * Batch normalisation that starts as the identity.
   *
   * @param name path in the network
   * @param channels number of channels
   * @return a new layer
   */
  public static BatchNorm create(String name, int channels) {
    Shape shape = Shape.of(channels);
    return new BatchNorm(
        name,
        new Parameter(name + ".weight", Parameter.Role.OTHER, Initialization.ones(shape)),
        new Parameter(name + ".bias", Parameter.Role.OTHER, Tensor.zeros(shape)),
        Tensor.zeros(shape),
        Initialization.ones(shape),
        BatchNormalization.DEFAULT);
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    return rule.apply(tape, input, scale, shift, runningMean, runningVariance);
  }

  /** {@link #forward} and the ReLU behind it in one pass over memory. */
  Variable forwardAndRectify(Tape tape, Variable input) {
    return rule.applyAndRectify(tape, input, scale, shift, runningMean, runningVariance);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(scale, shift);
  }

  @Override
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> buffers = new LinkedHashMap<>();
    buffers.put(name + ".running_mean", runningMean);
    buffers.put(name + ".running_var", runningVariance);
    return buffers;
  }
}
