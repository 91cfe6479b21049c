package dev.alq.nn;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after another; none at all is the identity. What lies between two layers is seen by
 * nobody else: neighbours are computed together where that saves a pass over memory, and a value
 * that the backward pass does not need is given back as soon as the next layer has read it.
 */
public final class Sequential implements Layer {

  private final String name;
  private final List<Layer> layers;
  private final List<Stage> stages;

  /**
   * Layers one after another.
   *
   * @param name path in the network
   * @param layers in the order of computation; copied
   */
  public Sequential(String name, List<Layer> layers) {
    this.name = name;
    this.layers = List.copyOf(layers);
    this.stages = Stage.of(this.layers);
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
  public String name() {
    return name;
  }

  /**
   * What it consists of.
   *
   * @return the layers in the order of computation
   */
  public List<Layer> layers() {
    return layers;
  }

  /**
   * What is computed together.
   *
   * @return stages that hold each layer once, in the order of computation
   */
  public List<Stage> stages() {
    return stages;
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    Variable x = input;
    for (Stage stage : stages) {
      Variable y = stage.forward(tape, x);
      tape.leaveBehind(x, input, y);
      x = y;
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
    for (Layer layer : layers) {
      layer.buffers().forEach((path, tensor) -> StateNames.add(buffers, path, tensor));
    }
    return buffers;
  }
}
