package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.kernel.Engine;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfilerTest {

  private static final int BATCH = 2;

  private static Layer network() {
    return Sequential.of(
        "net",
        Conv2d.create("conv", 3, 4, 3, 1, 1, 1),
        new Residual(
            "block",
            Sequential.of(
                "body", Conv2d.withoutBias("inner", 4, 4, 3, 1, 1, 1), BatchNorm.create("norm", 4)),
            Sequential.of("shortcut")),
        new Relu("relu"),
        new GlobalAveragePool("mean"),
        Linear.create("fc", 4, 3, 1));
  }

  private static Tensor images() {
    Shape shape = Shape.of(BATCH, 5, 5, 3);
    return Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
  }

  @Test
  void eachLayerIsSeenOnceAStepInBothDirections() {
    try (Engine engine = Engine.start(1)) {
      Profiler profiler = new Profiler(engine, network());
      profiler.step(images(), new int[] {0, 1});
      profiler.step(images(), new int[] {0, 1});
      List<String> expected =
          List.of(
              "conv", "inner", "norm", "block (sum) + relu", "mean", "fc", "(loss)", "(update)");
      assertEquals(expected, List.copyOf(profiler.parts().keySet()));
      profiler
          .parts()
          .forEach((name, part) -> {
            assertEquals(2, part.forward().size(), name);
            assertEquals(name.equals(Profiler.UPDATE) ? 0 : 2, part.backward().size(), name);
            assertTrue(part.forward().stream().allMatch(nanos -> nanos > 0), name);
            assertTrue(part.backward().stream().allMatch(nanos -> nanos > 0), name);
          });
    }
  }

  @Test
  void marksDoNotChangeWhatIsLearned() {
    Layer profiled = network();
    Layer plain = network();
    int[] labels = {2, 1};
    try (Engine engine = Engine.start(1)) {
      new Profiler(engine, profiled).step(images(), labels);
      try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
        var logits = plain.forward(tape, tape.constant(images()));
        tape.backward(Loss.CROSS_ENTROPY.apply(tape, logits, labels));
      }
    }
    for (int i = 0; i < plain.parameters().size(); i++) {
      Parameter expected = plain.parameters().get(i);
      Tensor gradient = profiled.parameters().get(i).gradient();
      assertTrue(gradient != null, expected.name());
      assertTrue(
          java.util.Arrays.equals(gradientOf(expected), gradientOf(profiled.parameters().get(i))),
          expected.name());
    }
  }

  private static float[] gradientOf(Parameter parameter) {
    Tensor gradient = parameter.gradient();
    return gradient == null ? new float[0] : gradient.data();
  }
}
