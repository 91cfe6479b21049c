package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.optim.QuadraticModel;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The sketch and all steps against reference figures in float64. */
class GoldenStepTest {

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
  void sketchesAsAlgorithm1() {
    assertEquals(6, Golden.cases().size());
    for (JsonNode golden : Golden.cases()) {
      String name = golden.get("name").asString();
      Golden.Layer layer = Golden.Layer.of(golden);
      MultiBitTensor values = layer.sketch(engine);
      layer.assertGroups(golden.get("sketch").get("groups"), values, name);
      layer.assertReconstruction(golden.get("sketch").get("reconstruction"), values, name);
    }
  }

  @Test
  void searchesAndRefitsForGivenModels() {
    for (JsonNode golden : Golden.cases()) {
      Golden.Layer layer = Golden.Layer.of(golden);
      MultiBitTensor values = layer.sketch(engine);
      JsonNode step = golden.get("quadraticModelStep");
      String name = golden.get("name").asString();
      MultiBitTensor searched = values.copy();
      searchAndRefit(searched, layer.tensor(step.get("g")), layer.tensor(step.get("H")), false);
      layer.assertReconstruction(
          step.get("afterBasisSearch").get("reconstruction"), searched, name + " after search");
      searchAndRefit(values, layer.tensor(step.get("g")), layer.tensor(step.get("H")), true);
      layer.assertReconstruction(
          step.get("afterRefit").get("reconstruction"), values, name + " after refit");
      layer.assertGroups(step.get("afterRefit").get("groups"), values, name + " after refit");
    }
  }

  private static void searchAndRefit(
      MultiBitTensor values, Tensor g, Tensor curvature, boolean withRefit) {
    int n = values.layout().size();
    QuadraticModel model = new QuadraticModel(n, engine.kernels().groups());
    BasisSearch search = new BasisSearch(values.maxBitwidth(), engine.kernels().groups());
    CoordinateRefit refit = new CoordinateRefit(n, values.maxBitwidth(), engine.kernels().groups());
    float[] old = new float[n];
    for (int group = 0; group < values.layout().groups(); group++) {
      model.computeDistance(n);
      values.layout().gather(g.data(), group, model.g(), 0);
      values.layout().gather(curvature.data(), group, model.h(), 0);
      Levels levels =
          search.prepare(
              values.coordinateSlots(), group * values.maxBitwidth(), values.bitwidth(group));
      levels.lookUp(values.codes(), group * n, n, old, 0, 1);
      search.search(model, old, values.codes(), group * n);
      if (withRefit) {
        refit.refit(model, old, levels, values, group);
        values.makeNonNegative(group);
      }
    }
  }

  @Test
  void followsTheTrajectoriesOfAllModes() {
    int followed = 0;
    for (JsonNode golden : Golden.cases()) {
      for (JsonNode trajectory : golden.get("trajectories")) {
        follow(Golden.Layer.of(golden), golden.get("name").asString(), trajectory);
        followed++;
      }
    }
    assertEquals(36, followed);
  }

  private static void follow(Golden.Layer layer, String name, JsonNode trajectory) {
    QuantizedWeight weight = new QuantizedWeight(name, layer.sketch(engine), engine);
    weight.setFloatCopy(layer.weights());
    List<JsonNode> steps = Golden.list(trajectory.get("steps"));
    String mode = trajectory.get("mode").asString();
    for (int s = 0; s < steps.size(); s++) {
      String phase = mode;
      if (mode.equals("basis-then-coordinate")) {
        phase = s < steps.size() / 2 ? "basis" : "coordinate";
      }
      Tensor gradient = layer.tensor(steps.get(s).get("gradient"));
      step(weight, phase, gradient, trajectory);
      layer.assertReconstruction(
          steps.get(s).get("reconstruction"), weight.values(), name + " " + mode + " step " + s);
    }
    layer.assertGroups(trajectory.get("finalGroups"), weight.values(), name + " " + mode);
  }

  private static void step(
      QuantizedWeight weight, String phase, Tensor gradient, JsonNode trajectory) {
    double lr = trajectory.get("lr").asDouble();
    Tensor result = Tensor.zeros(gradient.shape());
    switch (phase) {
      case "basis" -> weight.basisStep(gradient, lr, result);
      case "coordinate" ->
          weight.coordinateStep(gradient, lr, trajectory.get("weightDecay").asDouble(), result);
      case "ste-loss-aware" ->
          weight.straightThroughStep(gradient, lr, StraightThrough.Projection.LOSS_AWARE, result);
      case "ste-reconstruction" ->
          weight.straightThroughStep(
              gradient, lr, StraightThrough.Projection.RECONSTRUCTION, result);
      default -> throw new IllegalArgumentException("unknown mode " + phase);
    }
  }

  @Test
  void groupWithoutGradientIsAnExactFixedPoint() {
    JsonNode golden = Golden.root().get("zeroGradient");
    MultiBitTensor values = sketchOneGroup(golden, golden.get("maxBitwidth").asInt());
    float[] before = new float[values.shape().size()];
    values.reconstruct(before);
    QuantizedWeight weight = new QuantizedWeight("layer", values, engine);
    for (int s = 0; s < golden.get("steps").asInt(); s++) {
      weight.basisStep(Tensor.zeros(values.shape()), 1e-3, Tensor.zeros(values.shape()));
    }
    float[] after = new float[before.length];
    values.reconstruct(after);
    assertArrayEquals(before, after);
    double[] expected = Golden.doubles(golden.get("reconstructionAfter"));
    for (int k = 0; k < after.length; k++) {
      assertEquals(expected[k], after[k], 4 * Math.ulp(0.2f), "weight " + k);
    }
  }

  @Test
  void sketchStopsEarlyWhenNothingIsLeft() {
    JsonNode golden = Golden.root().get("earlyStop");
    MultiBitTensor values = sketchOneGroup(golden, golden.get("maxBitwidth").asInt());
    assertEquals(1, values.bitwidth(0));
    assertEquals(0.5f, values.coordinate(0, 0));
    for (int j = 0; j < values.layout().size(); j++) {
      assertEquals(j < 8 ? 1 : 0, values.code(0, j), "element " + j);
    }
  }

  @Test
  void groupOfZerosGetsNoBasis() {
    MultiBitTensor values = sketchOneGroup(Golden.root().get("zeroGroup"), 6);
    assertEquals(0, values.bitwidth(0));
    float[] weights = new float[values.shape().size()];
    values.reconstruct(weights);
    assertArrayEquals(new float[weights.length], weights);
  }

  private static MultiBitTensor sketchOneGroup(JsonNode golden, int maxBitwidth) {
    double[] weights = Golden.doubles(golden.get("weights"));
    Tensor tensor = Tensor.zeros(Shape.of(1, weights.length));
    for (int k = 0; k < weights.length; k++) {
      tensor.data()[k] = (float) weights[k];
    }
    return new Sketch(maxBitwidth).apply(tensor, new Grouping.Channelwise(), engine);
  }
}
