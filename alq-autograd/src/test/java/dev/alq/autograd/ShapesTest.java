package dev.alq.autograd;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Shapes that do not fit are refused by a message that names them. */
class ShapesTest {

  @AutoClose private final Engine engine = Engine.start(1);
  @AutoClose private final Tape tape = new Tape(new Workspace(engine), Pass.TRAINING);

  private static Variable variable(int... shape) {
    return new Parameter("v", Parameter.Role.OTHER, Tensor.zeros(Shape.of(shape)));
  }

  @Test
  void convolution() {
    Variable images = variable(2, 5, 5, 3);
    assertRefused(
        () -> Functions.convolve(tape, images, variable(4, 3, 3, 2), null, 1, 0),
        "[2, 5, 5, 3]",
        "[4, 3, 3, 2]");
    assertRefused(
        () -> Functions.convolve(tape, variable(2, 75), variable(4, 3, 3, 3), null, 1, 0),
        "[2, 75]",
        "[4, 3, 3, 3]");
    assertRefused(
        () -> Functions.convolve(tape, images, variable(4, 27), null, 1, 0),
        "[2, 5, 5, 3]",
        "[4, 27]");
    assertRefused(
        () -> Functions.convolve(tape, images, variable(4, 3, 3, 3), variable(3), 1, 0),
        "[3]",
        "[4, 3, 3, 3]");
    assertRefused(
        () -> Functions.convolve(tape, images, variable(4, 3, 3, 3), variable(4, 1), 1, 0),
        "[4, 1]",
        "[4, 3, 3, 3]");
    assertRefused(
        () -> Functions.convolve(tape, images, variable(4, 7, 7, 3), null, 1, 0), "7×7", "5×5");
  }

  @Test
  void fullyConnected() {
    assertRefused(
        () -> Functions.affine(tape, variable(2, 5), variable(4, 6), null), "[2, 5]", "[4, 6]");
    assertRefused(
        () -> Functions.affine(tape, variable(2, 1, 5), variable(4, 5), null),
        "[2, 1, 5]",
        "[4, 5]");
    assertRefused(
        () -> Functions.affine(tape, variable(2, 5), variable(4, 5), variable(5)), "[5]", "[4, 5]");
  }

  @Test
  void matrixProduct() {
    assertRefused(
        () -> Functions.matrixProduct(tape, variable(2, 3), variable(4, 2)), "[2, 3]", "[4, 2]");
    assertRefused(
        () -> Functions.matrixProduct(tape, variable(2, 3), variable(3)), "[2, 3]", "[3]");
  }

  @Test
  void sum() {
    assertRefused(() -> Functions.add(tape, variable(2, 3), variable(2)), "[2, 3]", "[2]");
    assertRefused(() -> Functions.add(tape, variable(2, 3), variable(3, 2)), "[2, 3]", "[3, 2]");
  }

  @Test
  void pooling() {
    assertRefused(() -> Functions.maxPool(tape, variable(2, 3), 2, 2, 0), "[2, 3]");
    assertRefused(() -> Functions.maxPool(tape, variable(1, 2, 3, 1), 4, 2, 0), "4", "2×3");
    assertRefused(() -> Functions.globalAveragePool(tape, variable(2, 3)), "[2, 3]");
    assertRefused(() -> Functions.flatten(tape, variable(2, 3)), "[2, 3]");
  }

  private Variable normalize(Variable x, Variable scale, int shift, int mean, int variance) {
    return BatchNormalization.DEFAULT.apply(
        tape,
        x,
        scale,
        variable(shift),
        Tensor.zeros(Shape.of(mean)),
        Tensor.zeros(Shape.of(variance)));
  }

  @Test
  void batchNormalisation() {
    Variable rows = variable(4, 3);
    assertRefused(() -> normalize(rows, variable(2), 2, 2, 2), "[4, 3]", "[2]");
    assertRefused(() -> normalize(variable(3), variable(3), 3, 3, 3), "[3]");
    assertRefused(() -> normalize(rows, variable(3, 1), 3, 3, 3), "[3, 1]", "[4, 3]");
    assertRefused(() -> normalize(rows, variable(3), 2, 3, 3), "[3]", "[2]");
    assertRefused(() -> normalize(rows, variable(3), 3, 4, 3), "[3]", "[4]");
    assertRefused(() -> normalize(rows, variable(3), 3, 3, 4), "[3]", "[4]");
    assertRefused(() -> normalize(variable(1, 3), variable(3), 3, 3, 3), "[1, 3]", "single");
    assertRefused(() -> new BatchNormalization(-0.1f, 1e-5f), "-0.1");
    assertRefused(() -> new BatchNormalization(0.1f, 0), "0.0");
    assertRefused(() -> new BatchNormalization(Float.NaN, 1), "NaN");
  }

  @Test
  void losses() {
    Variable logits = variable(5, 4);
    int[] four = {0, 1, 2, 3};
    assertRefused(() -> Losses.crossEntropy(tape, logits, four), "[5, 4]", "4 labels");
    assertRefused(() -> Losses.hinge(tape, logits, four), "[5, 4]", "4 labels");
    assertRefused(() -> Losses.squaredHinge(tape, logits, four), "[5, 4]", "4 labels");
    assertRefused(() -> Losses.crossEntropy(tape, variable(4), four), "[4]");
    assertRefused(() -> Losses.crossEntropy(tape, variable(0, 4), new int[0]), "[0, 4]");
    for (int bad : new int[] {-1, 4}) {
      int[] labels = {0, 1, bad, 3, 0};
      assertRefused(() -> Losses.crossEntropy(tape, logits, labels), bad + "", "4 classes");
    }
  }

  @Test
  void sumsOfRepeatedShapesHaveTheLargerShape() {
    assertEquals(Shape.of(2, 3, 4), Functions.add(tape, variable(2, 1, 4), variable(3, 1)).shape());
    assertEquals(Shape.of(0, 3), Functions.add(tape, variable(0, 3), variable(1, 3)).shape());
  }
}
