package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.nn.Layer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which weights of a network are quantized, and how. Weights that are not named stay float.
 *
 * @param layers plans by the name of the weights, such as "conv1.weight"
 */
public record QuantizationPlan(Map<String, LayerPlan> layers) {

  /** A plan that leaves all weights float. */
  public static final QuantizationPlan NONE = new QuantizationPlan(Map.of());

  /** Takes a copy that keeps the order. */
  public QuantizationPlan {
    layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
  }

  /**
   * The plan with some weights left float.
   *
   * @param names names of planned weights
   * @return the plan without them
   * @throws IllegalArgumentException if a name is not planned
   */
  public QuantizationPlan without(String... names) {
    Map<String, LayerPlan> rest = new LinkedHashMap<>(layers);
    for (String name : names) {
      if (rest.remove(name) == null) {
        throw new IllegalArgumentException(name + " is not planned; planned are " + rest.keySet());
      }
    }
    return new QuantizationPlan(rest);
  }

  /**
   * The plan with some weights quantized in another way, or quantized at all.
   *
   * @param name name of the weights
   * @param layer how they are quantized
   * @return the plan with it
   */
  public QuantizationPlan with(String name, LayerPlan layer) {
    Map<String, LayerPlan> changed = new LinkedHashMap<>(layers);
    changed.put(name, layer);
    return new QuantizationPlan(changed);
  }

  /**
   * Checks the plan against a network and picks what it names.
   *
   * @param network the network
   * @return the planned weights, in the order of the network
   * @throws IllegalArgumentException if a name is no weight of the network or a grouping does not
   *     fit
   * @throws IllegalStateException if two parameters or buffers of the network have the same name
   */
  public List<Parameter> weightsOf(Layer network) {
    network.state(); // a name that two weights have would find both
    List<Parameter> weights =
        network.parameters().stream()
            .filter(p -> p.role() == Parameter.Role.WEIGHT && layers.containsKey(p.name()))
            .toList();
    if (weights.size() != layers.size()) {
      List<String> unknown =
          layers.keySet().stream()
              .filter(name -> weights.stream().noneMatch(w -> w.name().equals(name)))
              .toList();
      throw new IllegalArgumentException("no weights in the network are called " + unknown);
    }
    for (Parameter weight : weights) {
      plan(weight).grouping().layout(weight.shape());
    }
    return weights;
  }

  /**
   * The largest bitwidth that a sketch by this plan can give.
   *
   * @return the largest I_max of its layers; 0 if it has none
   */
  public int maxBitwidth() {
    return layers.values().stream().mapToInt(l -> l.sketch().maxBitwidth()).max().orElse(0);
  }

  LayerPlan plan(Parameter weight) {
    LayerPlan plan = layers.get(weight.name());
    if (plan == null) {
      throw new IllegalArgumentException(weight.name() + " is not planned");
    }
    return plan;
  }
}
