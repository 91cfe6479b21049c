package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * The mean of each image and channel: N,H,W,C to N,C.
 *
 * @param name path in the network
 */
public record GlobalAveragePool(String name) implements Layer {

  @Override
  public Variable forward(Tape tape, Variable input) {
    return Functions.globalAveragePool(tape, input);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public Map<String, Tensor> buffers() {
    return Map.of();
  }
}
