package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.QuadraticModel;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pruning against reference figures in float64. */
class GoldenPruningTest {

  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start(2);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  @Test
  void scoresAndRemovesTheLowest() {
    for (JsonNode golden : Golden.cases()) {
      Golden.Layer layer = Golden.Layer.of(golden);
      JsonNode prune = golden.get("prune");
      String name = golden.get("name").asString();
      QuantizedWeight weight = new QuantizedWeight(name, layer.sketch(engine), engine);
      Tensor gradient = layer.tensor(prune.get("gradient"));
      double lr = prune.get("lr").asDouble();
      assertScores(layer, gradient, lr, prune, name);
      PruningSchedule schedule =
          PruningSchedule.plan(
              new Budget.Coordinates(prune.get("coordinatesAfter").asInt()),
              List.of(weight.values()),
              1);
      assertEquals(prune.get("coordinatesBefore").asInt(), schedule.start(), name);
      int removed =
          new CoordinatePruner(schedule, new CoordinatePruner.Selection(1, 0))
              .iterate(List.of(weight), List.of(gradient), lr, 1);
      assertEquals(prune.get("remove").asInt(), removed, name);
      layer.assertGroups(prune.get("groups"), weight.values(), name);
      layer.assertReconstruction(prune.get("reconstruction"), weight.values(), name);
    }
  }

  private static void assertScores(
      Golden.Layer layer, Tensor gradient, double lr, JsonNode prune, String name) {
    QuantizedWeight weight = new QuantizedWeight(name, layer.sketch(engine), engine);
    QuadraticModel.Scale scale = weight.observe(gradient, lr);
    MultiBitTensor values = weight.values();
    float[] scores = new float[values.coordinateSlots().length];
    PruningScores.compute(values, weight.coordinateMoments(), scale, scores);
    for (int group = 0; group < values.layout().groups(); group++) {
      double[] expected = Golden.doubles(prune.get("scores").get(group));
      assertEquals(expected.length, values.bitwidth(group), name + ", group " + group);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(
            expected[i],
            scores[values.slot(group, i)],
            1e-5 * Math.abs(expected[i]) + 1e-9,
            name + ", group " + group + ", basis " + i);
      }
    }
  }

  @Test
  void prunesTwoLayersToTheBudgetAndTrainsOnWithEmptyGroups() {
    JsonNode golden = Golden.root().get("pruneThenTrain");
    List<Golden.Layer> layers = new ArrayList<>();
    List<QuantizedWeight> weights = new ArrayList<>();
    for (JsonNode node : golden.get("layers")) {
      Golden.Layer layer = Golden.Layer.of(node);
      layers.add(layer);
      weights.add(new QuantizedWeight("layer" + layers.size(), layer.sketch(engine), engine));
    }
    prune(golden, layers, weights);
    for (int l = 0; l < layers.size(); l++) {
      assertEquals(
          golden.get("emptyGroupsAfter").get(l).asInt(), emptyGroups(weights.get(l).values()));
    }
    for (JsonNode step : golden.get("training")) {
      for (int l = 0; l < layers.size(); l++) {
        Tensor gradient = layers.get(l).tensor(step.get("gradients").get(l));
        Tensor result = Tensor.zeros(gradient.shape());
        if (step.get("phase").asString().equals("basis")) {
          weights.get(l).basisStep(gradient, 1e-3, result);
        } else {
          weights.get(l).coordinateStep(gradient, 1e-3, 0, result);
        }
        layers
            .get(l)
            .assertReconstruction(
                step.get("reconstructions").get(l), weights.get(l).values(), "layer " + l);
      }
    }
    for (int l = 0; l < layers.size(); l++) {
      layers
          .get(l)
          .assertGroups(golden.get("finalGroups").get(l), weights.get(l).values(), "layer " + l);
    }
  }

  private static void prune(
      JsonNode golden, List<Golden.Layer> layers, List<QuantizedWeight> weights) {
    List<JsonNode> iterations = Golden.list(golden.get("iterations"));
    PruningSchedule schedule =
        PruningSchedule.plan(
            new Budget.Ratio(0.7),
            weights.stream().map(QuantizedWeight::values).toList(),
            iterations.size());
    assertEquals(golden.get("coordinatesBefore").asInt(), schedule.start());
    assertEquals(golden.get("target").asInt(), schedule.target());
    CoordinatePruner pruner =
        new CoordinatePruner(schedule, new CoordinatePruner.Selection(0.3, 1));
    for (int t = 1; t <= iterations.size(); t++) {
      JsonNode iteration = iterations.get(t - 1);
      List<Tensor> gradients = new ArrayList<>();
      for (int l = 0; l < layers.size(); l++) {
        gradients.add(layers.get(l).tensor(iteration.get("gradients").get(l)));
      }
      int removed = pruner.iterate(weights, gradients, 1e-3, t);
      assertEquals(iteration.get("removed").asInt(), removed, "iteration " + t);
      for (int l = 0; l < layers.size(); l++) {
        MultiBitTensor values = weights.get(l).values();
        String what = "iteration " + t + ", layer " + l;
        assertEquals(iteration.get("remaining").get(l).asInt(), values.coordinates(), what);
        layers.get(l).assertReconstruction(iteration.get("reconstructions").get(l), values, what);
      }
    }
  }

  private static int emptyGroups(MultiBitTensor values) {
    int empty = 0;
    for (int group = 0; group < values.layout().groups(); group++) {
      empty += values.bitwidth(group) == 0 ? 1 : 0;
    }
    return empty;
  }
}
