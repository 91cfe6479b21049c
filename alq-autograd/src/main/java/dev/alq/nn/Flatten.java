package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Images N,H,W,C as rows in C,H,W order, the order of the paper's fully connected weights.
 *
 * @param name path in the network
 */
public record Flatten(String name) implements Layer {

  @Override
  public Variable forward(Tape tape, Variable input) {
    return Functions.flatten(tape, input);
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
