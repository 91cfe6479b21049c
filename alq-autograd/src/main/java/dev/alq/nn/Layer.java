package dev.alq.nn;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A differentiable piece of a network that owns its parameters. Images are N,H,W,C, rows N,I. The
 * set of kinds is closed, so that whatever walks a network handles all of them; a kind of one's own
 * implements {@link CustomLayer}.
 */
public sealed interface Layer
    permits Conv2d,
        Linear,
        BatchNorm,
        MaxPool,
        GlobalAveragePool,
        Relu,
        Flatten,
        Sequential,
        Residual,
        CustomLayer {

  /**
   * The path in the network.
   *
   * @return such as "conv1"
   */
  String name();

  /**
   * Computes the layer's output.
   *
   * @param tape records the computation
   * @param input the layer's input
   * @return the layer's output
   * @throws IllegalArgumentException if the input's shape does not fit
   */
  Variable forward(Tape tape, Variable input);

  /**
   * What is trained.
   *
   * @return the parameters of this layer and those inside, in a fixed order
   */
  List<Parameter> parameters();

  /**
   * What is kept besides parameters, such as running statistics.
   *
   * @return tensors by name, in a fixed order; the tensors themselves, not copies
   */
  Map<String, Tensor> buffers();

  /**
   * Everything that must be stored to get this layer back.
   *
   * @return parameters' values and buffers by name, in a fixed order; the tensors themselves
   * @throws IllegalStateException if two of them have the same name
   */
  default Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Parameter parameter : parameters()) {
      StateNames.add(state, parameter.name(), parameter.value());
    }
    buffers().forEach((name, tensor) -> StateNames.add(state, name, tensor));
    return state;
  }
}
