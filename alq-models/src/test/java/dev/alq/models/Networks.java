package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.nn.Layer;
import dev.alq.nn.Sequential;
import dev.alq.step.Budget;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.train.LayerPlan;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What tests ask of networks, plans and recipes. */
final class Networks {

  private Networks() {}

  private static List<Parameter> weights(Layer network) {
    return network.parameters().stream().filter(p -> p.role() == Parameter.Role.WEIGHT).toList();
  }

  static long weightCount(Layer network) {
    return weights(network).stream().mapToLong(p -> p.value().size()).sum();
  }

  static long parameterCount(Layer network) {
    return network.parameters().stream().mapToLong(p -> p.value().size()).sum();
  }

  static Map<String, Shape> weightShapes(Layer network) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    weights(network).forEach(p -> shapes.put(p.name(), p.shape()));
    return shapes;
  }

  /** Shapes of what the layers of the sequence give for images of zeros. */
  static Map<String, Shape> outputShapes(Sequential network, Shape images) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    try (Engine engine = Engine.start(1);
        Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      Variable x = tape.constant(Tensor.zeros(images));
      for (Layer layer : network.layers()) {
        x = layer.forward(tape, x);
        shapes.put(layer.name(), x.shape());
      }
    }
    return shapes;
  }

  /** Names all weights, in their order, and fits their shapes. */
  static void assertPlanCoversEveryWeight(QuantizationPlan plan, Layer network) {
    assertEquals(weights(network), plan.weightsOf(network));
    assertEquals(List.copyOf(weightShapes(network).keySet()), List.copyOf(plan.layers().keySet()));
  }

  static LayerPlan plan(QuantizationPlan plan, String name) {
    LayerPlan layer = plan.layers().get(name);
    assertNotNull(layer, name);
    return layer;
  }

  /** Elements of a group, layer by layer. */
  static List<Integer> groupSizes(QuantizationPlan plan, Layer network) {
    return weights(network).stream()
        .map(p -> plan(plan, p.name()).grouping().layout(p.shape()).size())
        .toList();
  }

  /** Of the prunings, in their order. */
  static List<Budget> budgets(Recipe recipe) {
    return recipe.quantization().phases().stream()
        .filter(phase -> phase instanceof Phase.Prune)
        .map(phase -> ((Phase.Prune) phase).budget())
        .toList();
  }
}
