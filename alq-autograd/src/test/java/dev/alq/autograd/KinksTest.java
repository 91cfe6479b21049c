package dev.alq.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Where an operation has no derivative, which one it is given; one decision a test. */
class KinksTest {

  /** The gradient of {@code Σ u·y} at a tensor, the same on all kernels. */
  private static void assertGradient(
      float[] expected, Tensor x, BiFunction<Tape, Variable, Variable> operation, float... u) {
    Numbers.sets()
        .forEach(kernels -> {
          Parameter parameter = new Parameter("x", Parameter.Role.OTHER, x.copy());
          try (Engine engine = Engine.start(2, kernels);
              Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
            Variable y = operation.apply(tape, parameter);
            tape.backward(GradientCheck.weigh(tape, y, u));
          }
          Tensor gradient = parameter.gradient();
          assertNotNull(gradient);
          assertArrayEquals(expected, gradient.data(), kernels.name());
        });
  }

  @Test
  void rectifierAtZeroHandsOnNothing() {
    assertGradient(
        new float[] {0, 0, 3, 0},
        Tensor.of(Shape.of(4), 0f, -0f, Float.MIN_VALUE, -Float.MIN_VALUE),
        Functions::relu,
        1,
        2,
        3,
        4);
  }

  @Test
  void ofEqualValuesInAWindowTheFirstGetsAll() {
    assertGradient(
        new float[] {0, 5, 0, 0},
        Tensor.of(Shape.of(1, 2, 2, 1), 1, 2, 2, 2),
        (tape, x) -> Functions.maxPool(tape, x, 2, 2, 0),
        5);
  }

  @Test
  void aWindowOfEqualValuesGivesToItsFirstPlace() {
    assertGradient(
        new float[] {5, 0, 0, 0},
        Tensor.of(Shape.of(1, 2, 2, 1), -0f, 0, 0, 0),
        (tape, x) -> Functions.maxPool(tape, x, 2, 2, 0),
        5);
  }

  @Test
  void paddingNeverWins() {
    assertGradient(
        new float[] {1, 2, 4, 8},
        Tensor.of(Shape.of(1, 2, 2, 1), -1, -2, -3, -4),
        (tape, x) -> Functions.maxPool(tape, x, 2, 2, 1),
        1,
        2,
        4,
        8);
  }

  @Test
  void aPlaceThatWinsTwoWindowsGetsBoth() {
    assertGradient(
        new float[] {0, 3, 0},
        Tensor.of(Shape.of(1, 1, 3, 1), 1, 7, 1),
        (tape, x) -> Functions.maxPool(tape, x, 1, 1, 0),
        0,
        3,
        0);
    assertGradient(
        new float[] {0, 0, 0, 0, 10, 0, 0, 0, 0},
        Tensor.of(Shape.of(1, 3, 3, 1), 0, 1, 2, 3, 9, 4, 5, 6, 7),
        (tape, x) -> Functions.maxPool(tape, x, 2, 1, 0),
        1,
        2,
        3,
        4);
  }

  @Test
  void aMarginThatIsJustMetHandsOnNothing() {
    assertGradient(
        new float[] {0, 0, 0},
        Tensor.of(Shape.of(1, 3), 2, 1, 1),
        (tape, z) -> Losses.hinge(tape, z, new int[] {0}),
        1);
  }

  @Test
  void aSquaredMarginThatIsJustMetHandsOnNothing() {
    assertGradient(
        new float[] {0, 0, 0},
        Tensor.of(Shape.of(1, 3), 1, 2, 1),
        (tape, z) -> Losses.squaredHinge(tape, z, new int[] {1}),
        1);
  }
}
