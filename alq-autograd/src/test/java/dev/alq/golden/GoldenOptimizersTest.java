package dev.alq.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.kernel.Engine;
import dev.alq.optim.Adam;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.Optimizer;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every optimizer's way through a row of gradients against the reference figures. */
class GoldenOptimizersTest {

  /** Roundings of float32 in one step, each at most half a unit in the last place. */
  private static final int ROUNDINGS_OF_STEP = 16;

  @AutoClose private final Engine engine = Engine.start(2);

  static Stream<String> names() {
    return Golden.names("optimizers");
  }

  @Test
  void theFileHoldsTheCasesThisTestKnows() {
    assertEquals(5, names().count());
  }

  @ParameterizedTest
  @MethodSource("names")
  void trajectoryFollowsTheReference(String name) {
    JsonNode golden = Golden.find("optimizers", name);
    JsonNode settings = golden.get("hyperparameters");
    double learningRate = settings.get("lr").asDouble();
    Optimizer optimizer = optimizer(name, settings);
    List<JsonNode> trajectory = golden.get("parameters").valueStream().toList();
    Parameter w = new Parameter("w", Parameter.Role.WEIGHT, tensor(trajectory.getFirst()));
    double tolerance = 0;
    for (int t = 1; t < trajectory.size(); t++) {
      setGradient(w, tensor(golden.get("gradients").get(t - 1)));
      optimizer.step(List.of(w), learningRate);
      tolerance += Math.ulp(1f) * (1 + ROUNDINGS_OF_STEP * learningRate);
      double[] expected = Golden.doubles(trajectory.get(t));
      for (int i = 0; i < expected.length; i++) {
        String what = name + " step " + t + " element " + i;
        assertEquals(expected[i], w.value().data()[i], tolerance, what);
      }
    }
  }

  private Optimizer optimizer(String name, JsonNode settings) {
    return switch (name) {
      case "sgd-momentum-0.5" ->
          new Sgd(engine, Sgd.Options.momentum(number(settings, "momentum")));
      case "sgd-nesterov-wd" ->
          new Sgd(
              engine,
              new Sgd.Options(
                  number(settings, "momentum"),
                  Sgd.Momentum.NESTEROV,
                  number(settings, "weightDecay")));
      case "adam", "adam-wd" ->
          new Adam(engine, adamOptions(settings, AdamOptions.SecondMoment.LATEST));
      case "amsgrad" -> new Adam(engine, adamOptions(settings, AdamOptions.SecondMoment.LARGEST));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static AdamOptions adamOptions(JsonNode settings, AdamOptions.SecondMoment secondMoment) {
    double[] beta = Golden.doubles(settings.get("betas"));
    double weightDecay = settings.has("weightDecay") ? number(settings, "weightDecay") : 0;
    return new AdamOptions(beta[0], beta[1], number(settings, "eps"), weightDecay, secondMoment);
  }

  private static double number(JsonNode settings, String name) {
    return settings.get(name).asDouble();
  }

  private static Tensor tensor(JsonNode array) {
    double[] values = Golden.doubles(array);
    Tensor tensor = Tensor.zeros(Shape.of(values.length));
    for (int i = 0; i < values.length; i++) {
      tensor.data()[i] = (float) values[i];
    }
    return tensor;
  }

  private void setGradient(Parameter parameter, Tensor gradient) {
    parameter.clearGradient();
    try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      tape.backward(Golden.weigh(tape, parameter, gradient));
    }
  }
}
