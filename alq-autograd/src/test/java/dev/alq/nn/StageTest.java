package dev.alq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Losses;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Kernels;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is computed together, and that it gives the bits of the layers one after the other. */
class StageTest {

  private static final long SEED = 89;
  private static final int[] LABELS = {1, 0, 2};

  private static final BatchNorm NORM = BatchNorm.create("norm", 3);
  private static final Relu RELU = new Relu("relu");
  private static final MaxPool POOL = new MaxPool("pool", 2, 2, 0);
  private static final Residual RESIDUAL =
      new Residual("sum", Sequential.of("body"), Sequential.of("shortcut"));

  private static List<Stage> stages(Layer... layers) {
    return Sequential.of("net", layers).stages();
  }

  @Test
  void aReluIsComputedWithWhatStandsBeforeIt() {
    assertEquals(List.of(new Stage.RectifiedNorm(NORM, RELU)), stages(NORM, RELU));
    assertEquals(List.of(new Stage.RectifiedResidual(RESIDUAL, RELU)), stages(RESIDUAL, RELU));
    assertEquals(List.of(new Stage.RectifiedPool(POOL, RELU)), stages(POOL, RELU));
  }

  @Test
  void aReluBeforeAPoolingIsComputedWithItUnlessItBelongsToWhatStandsBefore() {
    Flatten flatten = new Flatten("flatten");
    Stage pool = new Stage.RectifiedPool(POOL, RELU);
    assertEquals(List.of(new Stage.Single(flatten), pool), stages(flatten, RELU, POOL));
    assertEquals(List.of(pool, new Stage.Single(RELU)), stages(RELU, POOL, RELU));
    assertEquals(
        List.of(new Stage.RectifiedNorm(NORM, RELU), new Stage.Single(POOL)),
        stages(NORM, RELU, POOL));
  }

  @Test
  void otherLayersStandAlone() {
    assertEquals(List.of(), stages());
    for (Layer layer : List.of(RELU, POOL, NORM, RESIDUAL)) {
      assertEquals(List.of(new Stage.Single(layer)), stages(layer));
    }
    assertEquals(
        List.of(new Stage.Single(RELU), new Stage.Single(NORM), new Stage.Single(POOL)),
        stages(RELU, NORM, POOL));
  }

  private static Sequential network() {
    int channels = 21;
    Residual identity =
        new Residual(
            "block1",
            Sequential.of(
                "block1.body",
                Conv2d.withoutBias("block1.conv", channels, channels, 3, 1, 1, SEED),
                BatchNorm.create("block1.bn", channels)),
            Sequential.of("block1.shortcut"));
    Residual projection =
        new Residual(
            "block2",
            Sequential.of("block2.body", Conv2d.create("block2.conv", 21, 18, 3, 2, 1, SEED)),
            Sequential.of(
                "block2.shortcut",
                Conv2d.withoutBias("block2.down", channels, 18, 1, 2, 0, SEED),
                BatchNorm.create("block2.bn", 18)));
    return Sequential.of(
        "net",
        Conv2d.create("conv1", 2, channels, 3, 1, 1, SEED),
        BatchNorm.create("bn1", channels),
        new Relu("relu1"),
        new MaxPool("pool1", 3, 2, 1),
        identity,
        new Relu("relu2"),
        projection,
        new Relu("relu3"),
        Conv2d.create("conv2", 18, 35, 3, 1, 1, SEED),
        new Relu("relu4"),
        new MaxPool("pool2", 2, 2, 0),
        Conv2d.create("conv3", 35, 17, 1, 1, 0, SEED),
        new MaxPool("pool3", 2, 1, 0),
        new Relu("relu5"),
        new Flatten("flatten"),
        Linear.create("fc", 17, 4, SEED));
  }

  /** Layer by layer, each by itself, with nothing given back early. */
  private static Variable oneByOne(Tape tape, Layer layer, Variable input) {
    return switch (layer) {
      case Sequential sequence -> {
        Variable x = input;
        for (Layer inner : sequence.layers()) {
          x = oneByOne(tape, inner, x);
        }
        yield x;
      }
      case Residual residual ->
          Functions.add(
              tape,
              oneByOne(tape, residual.body(), input),
              oneByOne(tape, residual.shortcut(), input));
      default -> layer.forward(tape, input);
    };
  }

  @FunctionalInterface
  private interface Forward {
    Variable of(Tape tape, Layer network, Variable images);
  }

  /** Logits, gradients and state after a pass. */
  private static List<float[]> results(Kernels kernels, int threads, Pass pass, Forward forward) {
    Sequential network = network();
    Shape shape = Shape.of(LABELS.length, 16, 14, 2);
    Tensor images = Tensor.of(shape, Numbers.random(SEED, shape.size()));
    List<float[]> results = new ArrayList<>();
    try (Engine engine = Engine.start(threads, kernels);
        Tape tape = new Tape(new Workspace(engine), pass)) {
      Variable logits = forward.of(tape, network, tape.constant(images));
      results.add(logits.value().data().clone());
      if (pass.recordsGradients()) {
        tape.backward(Losses.crossEntropy(tape, logits, LABELS));
        for (Parameter parameter : network.parameters()) {
          Tensor gradient = parameter.gradient();
          assertNotNull(gradient, parameter.name());
          results.add(gradient.data());
        }
      }
    }
    network.state().values().forEach(tensor -> results.add(tensor.data()));
    return results;
  }

  @Test
  void stagesGiveTheBitsOfTheirLayers() {
    Numbers.sets()
        .forEach(kernels -> {
          for (Pass pass : Pass.values()) {
            List<float[]> expected = results(kernels, 1, pass, StageTest::oneByOne);
            for (int threads = 1; threads <= 3; threads++) {
              List<float[]> actual =
                  results(kernels, threads, pass, (tape, net, x) -> net.forward(tape, x));
              String what = kernels.name() + " " + pass + " threads " + threads + " seed " + SEED;
              assertEquals(expected.size(), actual.size(), what);
              for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i), actual.get(i), what + " tensor " + i);
              }
            }
          }
        });
  }
}
