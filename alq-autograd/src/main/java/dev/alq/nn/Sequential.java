package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after another; none at all is the identity. What lies between two layers is seen by
 * nobody else, so a ReLU after a batch normalisation takes no memory of its own.
 *
 * @param name path in the network
 * @param layers in the order of computation
 */
public record Sequential(String name, List<Layer> layers) implements Layer {

  /** Takes a copy of the list. */
  public Sequential {
    layers = List.copyOf(layers);
  }

  /**
   * Layers one after another.
   *
   * @param name path in the network
   * @param layers in the order of computation
   * @return a new layer
   */
  public static Sequential of(String name, Layer... layers) {
    return new Sequential(name, List.of(layers));
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    Variable x = input;
    for (int i = 0; i < layers.size(); i++) {
      boolean onlyReader = i > 0 && layers.get(i - 1) instanceof BatchNorm;
      x =
          onlyReader && layers.get(i) instanceof Relu
              ? Functions.reluInPlace(tape, x)
              : layers.get(i).forward(tape, x);
    }
    return x;
  }

  @Override
  public List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  @Override
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> buffers = new LinkedHashMap<>();
    layers.forEach(layer -> buffers.putAll(layer.buffers()));
    return buffers;
  }
}
