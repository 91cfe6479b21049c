package dev.alq.nn;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.BatchNormalization;
import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Layers own parameters, compute what their function does, and refuse what does not fit. */
class LayersTest {

  private static final long SEED = 43;

  @AutoClose private final Engine engine = Engine.start(2);
  @AutoClose private final Tape tape = new Tape(new Workspace(engine), Pass.TRAINING);

  private static Parameter parameter(int... shape) {
    return new Parameter("p", Parameter.Role.OTHER, Tensor.zeros(Shape.of(shape)));
  }

  private Variable random(int... shape) {
    Shape s = Shape.of(shape);
    return tape.constant(Tensor.of(s, Numbers.random(SEED, s.size())));
  }

  private static List<String> names(Layer layer) {
    return layer.parameters().stream().map(Parameter::name).toList();
  }

  private static void assertSameBits(Variable expected, Variable actual) {
    assertEquals(expected.shape(), actual.shape());
    assertArrayEquals(expected.value().data(), actual.value().data());
  }

  @Test
  void layersComputeTheirFunction() {
    Variable images = random(2, 6, 6, 3);
    Conv2d conv = Conv2d.create("conv", 3, 4, 3, 2, 1, SEED);
    assertSameBits(
        Functions.convolve(tape, images, conv.weights(), conv.bias(), 2, 1),
        conv.forward(tape, images));
    Variable rows = random(5, 7);
    Linear linear = Linear.create("fc", 7, 3, SEED);
    assertSameBits(
        Functions.affine(tape, rows, linear.weights(), linear.bias()), linear.forward(tape, rows));
    assertSameBits(
        Functions.maxPool(tape, images, 3, 2, 1), new MaxPool("p", 3, 2, 1).forward(tape, images));
    assertSameBits(Functions.relu(tape, rows), new Relu("r").forward(tape, rows));
    assertSameBits(Functions.flatten(tape, images), new Flatten("f").forward(tape, images));
    assertSameBits(
        Functions.globalAveragePool(tape, images),
        new GlobalAveragePool("g").forward(tape, images));
  }

  @Test
  void aNewBatchNormIsTheIdentityUpToEpsilon() {
    BatchNorm norm = BatchNorm.create("bn", 3);
    Variable rows = random(4, 3);
    try (Tape evaluation = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      Tensor y = norm.forward(evaluation, rows).value();
      double factor = 1 / Math.sqrt(1 + BatchNormalization.DEFAULT.epsilon());
      for (int i = 0; i < y.size(); i++) {
        assertEquals(rows.value().data()[i] * factor, y.data()[i], 2 * Numbers.ROUNDING);
      }
    }
  }

  @Test
  void aSequenceRunsInOrderAndNoneAtAllIsTheIdentity() {
    Variable images = random(2, 4, 4, 3);
    assertSame(images, Sequential.of("none").forward(tape, images));
    List<Layer> layers = new ArrayList<>(List.of(new Relu("r"), new Flatten("f")));
    Sequential sequence = new Sequential("s", layers);
    layers.clear();
    assertSameBits(
        Functions.flatten(tape, Functions.relu(tape, images)), sequence.forward(tape, images));
  }

  @Test
  void aResidualAddsItsTwoWays() {
    Variable images = random(2, 4, 4, 3);
    Conv2d body = Conv2d.withoutBias("body", 3, 3, 3, 1, 1, SEED);
    Residual residual = new Residual("block", body, Sequential.of("identity"));
    assertSameBits(
        Functions.add(tape, body.forward(tape, images), images), residual.forward(tape, images));
    Residual wrong =
        new Residual(
            "block", Conv2d.withoutBias("b", 3, 4, 3, 1, 1, SEED), Sequential.of("identity"));
    assertRefused(() -> wrong.forward(tape, images), "[2, 4, 4, 4]", "[2, 4, 4, 3]");
  }

  private static Layer network() {
    return Sequential.of(
        "net",
        Conv2d.create("conv1", 3, 4, 3, 1, 1, SEED),
        new Residual(
            "block",
            Sequential.of(
                "block.body",
                Conv2d.withoutBias("block.conv", 4, 4, 3, 1, 1, SEED),
                BatchNorm.create("block.bn", 4)),
            Sequential.of("block.down", BatchNorm.create("block.down.bn", 4))),
        new GlobalAveragePool("pool"),
        Linear.create("fc", 4, 2, SEED));
  }

  @Test
  void parametersAndStateAreNamedInAFixedOrder() {
    Layer network = network();
    List<String> parameters =
        List.of(
            "conv1.weight",
            "conv1.bias",
            "block.conv.weight",
            "block.bn.weight",
            "block.bn.bias",
            "block.down.bn.weight",
            "block.down.bn.bias",
            "fc.weight",
            "fc.bias");
    List<String> buffers =
        List.of(
            "block.bn.running_mean",
            "block.bn.running_var",
            "block.down.bn.running_mean",
            "block.down.bn.running_var");
    assertEquals(parameters, names(network));
    assertEquals(buffers, List.copyOf(network.buffers().keySet()));
    List<String> state = new ArrayList<>(parameters);
    state.addAll(buffers);
    assertEquals(state, List.copyOf(network.state().keySet()));
    network.parameters().forEach(p -> assertSame(p.value(), network.state().get(p.name())));
  }

  @Test
  void weightsAreWeightsAndTheRestIsNot() {
    for (Parameter parameter : network().parameters()) {
      boolean weight =
          parameter.name().endsWith(".weight") && !parameter.name().contains("bn.weight");
      assertEquals(
          weight ? Parameter.Role.WEIGHT : Parameter.Role.OTHER,
          parameter.role(),
          parameter.name());
    }
    assertNull(Conv2d.withoutBias("c", 3, 4, 3, 1, 1, SEED).bias());
  }

  @Test
  void firstValuesDependOnSeedAndNameAndStayInTheirBounds() {
    Parameter one = Conv2d.create("a", 3, 40, 5, 1, 0, SEED).weights();
    Parameter same = Conv2d.create("a", 3, 40, 5, 2, 2, SEED).weights();
    Parameter otherName = Conv2d.create("b", 3, 40, 5, 1, 0, SEED).weights();
    Parameter otherSeed = Conv2d.create("a", 3, 40, 5, 1, 0, SEED + 1).weights();
    assertArrayEquals(one.value().data(), same.value().data());
    assertFalse(Arrays.equals(one.value().data(), otherName.value().data()));
    assertFalse(Arrays.equals(one.value().data(), otherSeed.value().data()));
    double bound = 1 / Math.sqrt(75);
    double squares = 0;
    for (float v : one.value().data()) {
      assertTrue(Math.abs(v) <= bound, "seed " + SEED);
      squares += (double) v * v;
    }
    double variance = bound * bound / 3;
    assertEquals(variance, squares / one.value().size(), 0.1 * variance, "seed " + SEED);
  }

  @Test
  void layersWhosePartsDoNotFitAreRefused() {
    assertRefused(() -> new Conv2d("conv1", parameter(4, 27), null, 1, 0), "conv1", "[4, 27]");
    assertRefused(
        () -> new Conv2d("conv1", parameter(4, 3, 3, 3), parameter(3), 1, 0), "conv1", "4", "[3]");
    assertRefused(() -> new Conv2d("conv1", parameter(4, 3, 3, 3), null, 0, 0), "conv1", "0");
    assertRefused(() -> new Conv2d("conv1", parameter(4, 3, 3, 3), null, 1, -1), "conv1", "-1");
    for (int[] weights : new int[][] {{4, 3, 3, 3}, {4, 3, 5, 3}, {4, 5, 3, 3}}) {
      assertRefused(
          () -> new Conv2d("conv1", parameter(weights), null, 1, 3), "conv1", "padding 3");
      assertEquals(2, new Conv2d("conv1", parameter(weights), null, 1, 2).padding());
    }
    assertRefused(() -> new Linear("fc", parameter(4, 3, 3, 3), null), "fc", "[4, 3, 3, 3]");
    assertRefused(() -> new Linear("fc", parameter(4, 3), parameter(3)), "fc", "4", "[3]");
    assertRefused(() -> new MaxPool("pool", 0, 1, 0), "pool", "0");
    assertRefused(() -> new MaxPool("pool", 2, 0, 0), "pool", "0");
    assertRefused(() -> new MaxPool("pool", 2, 2, 2), "pool", "2");
    assertRefused(() -> norm(3, 4, 3, 3), "bn", "[3]", "[4]");
    assertRefused(() -> norm(3, 3, 4, 3), "bn", "[3]", "[4]");
    assertRefused(() -> norm(3, 3, 3, 4), "bn", "[3]", "[4]");
  }

  private static BatchNorm norm(int scale, int shift, int mean, int variance) {
    return new BatchNorm(
        "bn",
        parameter(scale),
        parameter(shift),
        Tensor.zeros(Shape.of(mean)),
        Tensor.zeros(Shape.of(variance)),
        BatchNormalization.DEFAULT);
  }
}
