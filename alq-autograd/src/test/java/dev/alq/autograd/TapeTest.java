package dev.alq.autograd;

import static dev.alq.testing.Refusals.assertImpossible;
import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a tape records, hands on, keeps and gives back; one rule a test. */
class TapeTest {

  private static final long SEED = 37;

  @AutoClose private final Engine engine = Engine.start(2);
  private final Workspace workspace = new Workspace(engine);
  private final Parameter w = parameter("w", 3);

  private static Parameter parameter(String name, int... shape) {
    Shape s = Shape.of(shape);
    Tensor value = Tensor.of(s, Numbers.random(SEED + name.hashCode(), s.size()));
    return new Parameter(name, Parameter.Role.OTHER, value);
  }

  private Tape tape(Pass pass) {
    return new Tape(workspace, pass);
  }

  private static void assertGradient(Variable variable, float... expected) {
    Tensor gradient = variable.gradient();
    assertNotNull(gradient);
    assertArrayEquals(expected, gradient.data());
  }

  private void backwardOnce() {
    try (Tape tape = tape(Pass.TRAINING)) {
      tape.backward(GradientCheck.weigh(tape, w, 1, 2, 3));
    }
  }

  @Test
  void aParameterThatTheLossDoesNotUseHasNoGradient() {
    Parameter unused = parameter("unused", 3);
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable aside = Functions.relu(tape, unused);
      tape.backward(GradientCheck.weigh(tape, w, 1, 2, 3));
      assertNull(aside.gradient());
    }
    assertNull(unused.gradient());
    assertGradient(w, 1, 2, 3);
  }

  @Test
  void aConstantHasNoGradient() {
    Tensor value = Tensor.of(Shape.of(3), 1, 2, 3);
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable x = tape.constant(value);
      tape.backward(GradientCheck.weigh(tape, Functions.add(tape, x, w), 1, 2, 3));
      assertFalse(x.requiresGradient());
      assertNull(x.gradient());
      assertSame(value, x.value());
    }
  }

  @Test
  void gradientsOfParametersAddUpUntilCleared() {
    backwardOnce();
    assertGradient(w, 1, 2, 3);
    backwardOnce();
    assertGradient(w, 2, 4, 6);
    w.clearGradient();
    assertNull(w.gradient());
    backwardOnce();
    assertGradient(w, 1, 2, 3);
  }

  @Test
  void aParameterUsedTwiceGetsTheSum() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable twice = Functions.add(tape, w, w);
      tape.backward(GradientCheck.weigh(tape, Functions.add(tape, twice, w), 1, 2, 3));
    }
    assertGradient(w, 3, 6, 9);
  }

  @Test
  void intermediateGradientsAreGoneAfterThePass() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable y = Functions.relu(tape, w);
      Variable loss = GradientCheck.weigh(tape, y, 1, 2, 3);
      assertTrue(y.requiresGradient());
      tape.backward(loss);
      assertNull(y.gradient());
      assertNull(loss.gradient());
    }
  }

  @Test
  void evaluationRecordsNothing() {
    try (Tape tape = tape(Pass.EVALUATION)) {
      Variable loss = GradientCheck.weigh(tape, Functions.relu(tape, w), 1, 2, 3);
      assertFalse(loss.requiresGradient());
      assertImpossible(() -> tape.backward(loss), "no parameter");
    }
    assertNull(w.gradient());
  }

  @Test
  void aLossMustBeAScalar() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable y = Functions.relu(tape, w);
      assertRefused(() -> tape.backward(y), "[3]", "scalar");
    }
    assertNull(w.gradient());
  }

  @Test
  void aLossWithoutParametersCannotBeDifferentiated() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable x = tape.constant(Tensor.zeros(Shape.of(3)));
      Variable loss = GradientCheck.weigh(tape, x, 1, 2, 3);
      assertImpossible(() -> tape.backward(loss), "no parameter");
    }
  }

  @Test
  void aRecordingIsUsedUpByItsBackwardPass() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable loss = GradientCheck.weigh(tape, w, 1, 2, 3);
      tape.backward(loss);
      assertImpossible(() -> tape.backward(loss));
    }
    assertGradient(w, 1, 2, 3);
  }

  @Test
  void theLossOfAnotherTapeIsRefused() {
    try (Tape tape = tape(Pass.TRAINING);
        Tape other = tape(Pass.TRAINING)) {
      Variable loss = GradientCheck.weigh(tape, w, 1, 2, 3);
      Variable others = GradientCheck.weigh(other, w, 1, 2, 3);
      assertImpossible(() -> tape.backward(others), "this tape");
      tape.backward(loss);
    }
    assertGradient(w, 1, 2, 3);
  }

  @Test
  void aCustomRuleSeesOutputAndUpstreamGradient() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Tensor value = tape.borrow(Shape.of(3));
      value.copyFrom(w.value());
      Variable y =
          tape.record(
              new Operation.Custom(
                  List.of(w),
                  (t, output, gradient) -> {
                    assertSame(value, output);
                    assertArrayEquals(new float[] {1, 2, 3}, gradient.data());
                    t.contribute(w, dw -> dw.copyFrom(gradient));
                    t.contribute(null, d -> assertSame(w, d));
                  }),
              value);
      tape.backward(GradientCheck.weigh(tape, y, 1, 2, 3));
    }
    assertGradient(w, 1, 2, 3);
  }

  /** Running statistics after a pass; they start at mean 0 and variance 1. */
  private Tensor[] statisticsAfter(Pass pass) {
    Tensor mean = Tensor.zeros(Shape.of(2));
    Tensor variance = Tensor.of(Shape.of(2), 1, 1);
    Tensor x = Tensor.of(Shape.of(2, 2), 2, 10, 4, 30);
    Parameter scale = parameter("scale", 2);
    Parameter shift = parameter("shift", 2);
    try (Tape tape = tape(pass)) {
      BatchNormalization.DEFAULT.apply(tape, tape.constant(x), scale, shift, mean, variance);
    }
    return new Tensor[] {mean, variance};
  }

  @Test
  void aTrainingPassMovesTheRunningStatistics() {
    Tensor[] after = statisticsAfter(Pass.TRAINING);
    assertArrayEquals(new float[] {0.3f, 2}, after[0].data(), 2 * Math.ulp(2f));
    assertArrayEquals(new float[] {1.1f, 20.9f}, after[1].data(), 2 * Math.ulp(20f));
  }

  @Test
  void frozenStatisticsStayAsTheyAre() {
    Tensor[] after = statisticsAfter(Pass.FROZEN_STATISTICS);
    assertArrayEquals(new float[] {0, 0}, after[0].data());
    assertArrayEquals(new float[] {1, 1}, after[1].data());
  }

  @Test
  void evaluationLeavesTheRunningStatistics() {
    Tensor[] after = statisticsAfter(Pass.EVALUATION);
    assertArrayEquals(new float[] {0, 0}, after[0].data());
    assertArrayEquals(new float[] {1, 1}, after[1].data());
  }

  @Test
  void frozenStatisticsStillGiveGradients() {
    Parameter x = parameter("x", 4, 3);
    try (Tape tape = tape(Pass.FROZEN_STATISTICS)) {
      Variable y =
          BatchNormalization.DEFAULT.apply(
              tape,
              x,
              w,
              parameter("shift", 3),
              Tensor.zeros(Shape.of(3)),
              Tensor.of(Shape.of(3), 1, 1, 1));
      tape.backward(GradientCheck.weigh(tape, y, Numbers.random(SEED, 12)));
    }
    assertNotNull(x.gradient());
    assertNotNull(w.gradient());
  }

  /** The result of an operation that reads neither its input nor its output again. */
  private static Variable pool(Tape tape, Variable x) {
    return Functions.maxPool(tape, x, 1, 1, 0);
  }

  @Test
  void whatIsLeftBehindIsLentAgain() {
    Parameter images = parameter("images", 1, 2, 2, 1);
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable x = pool(tape, images);
      Variable y = pool(tape, x);
      tape.leaveBehind(x, images, y);
      assertSame(x.value().data(), tape.borrow(Shape.of(4)).data());
      tape.leaveBehind(x, images, y);
      assertNotSame(x.value().data(), tape.borrow(Shape.of(4)).data());
      tape.backward(GradientCheck.weigh(tape, y, 1, 2, 3, 4));
    }
    assertGradient(images, 1, 2, 3, 4);
  }

  @Test
  void whatAGradientIsComputedFromIsKept() {
    Parameter images = parameter("images", 1, 2, 2, 1);
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable rectified = Functions.relu(tape, images);
      Variable y = pool(tape, rectified);
      tape.leaveBehind(rectified, images, y);
      assertNotSame(rectified.value().data(), tape.borrow(Shape.of(4)).data());
      Variable convolved =
          Functions.convolve(tape, y, parameter("weights", 1, 1, 1, 1), null, 1, 0);
      tape.leaveBehind(y, images, convolved);
      assertNotSame(y.value().data(), tape.borrow(Shape.of(4)).data());
    }
  }

  @Test
  void whatStillLiesInTheSameMemoryIsKept() {
    Parameter images = parameter("images", 1, 2, 2, 1);
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable x = pool(tape, images);
      Operation custom = new Operation.Custom(List.of(w), (t, output, gradient) -> {});
      Variable same = tape.record(custom, x.value());
      tape.leaveBehind(x, images, same);
      assertNotSame(x.value().data(), tape.borrow(Shape.of(4)).data());
      tape.leaveBehind(tape.constant(w.value()));
      assertNotSame(w.value().data(), tape.borrow(Shape.of(3)).data());
    }
  }

  /** As a user's layer may make one: another tensor, the same memory. */
  private static Variable view(Tape tape, Variable x, int... dimensions) {
    Operation custom =
        new Operation.Custom(
            List.of(x),
            (t, output, gradient) ->
                t.contribute(x, target -> target.copyFrom(gradient.reshaped(x.shape()))));
    return tape.record(custom, x.value().reshaped(Shape.of(dimensions)));
  }

  @Test
  void whatAViewStillReadsIsKept() {
    try (Tape tape = tape(Pass.EVALUATION)) {
      Variable x = Functions.relu(tape, w);
      Variable view = view(tape, x, 3, 1);
      tape.leaveBehind(x, view);
      assertNotSame(x.value().data(), tape.borrow(Shape.of(3)).data());
      tape.leaveBehind(view, w);
      assertSame(x.value().data(), tape.borrow(Shape.of(3)).data());
    }
  }

  @Test
  @SuppressWarnings("ReferenceEquality") // which memory it is, not what stands in it
  void whatIsKeptStaysUntilTheTapeIsClosed() {
    float[] kept;
    float[] other;
    try (Tape tape = tape(Pass.EVALUATION)) {
      Variable x = Functions.relu(tape, w);
      kept = x.value().data();
      tape.keep(view(tape, x, 3, 1));
      tape.leaveBehind(x, w);
      other = tape.borrow(Shape.of(3)).data();
      assertNotSame(kept, other);
    }
    try (Tape tape = tape(Pass.EVALUATION)) {
      float[] next = tape.borrow(Shape.of(3)).data();
      assertSame(kept, next == other ? tape.borrow(Shape.of(3)).data() : next);
    }
  }

  @Test
  void whatIsKeptOutlivesTheBackwardPass() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable x = Functions.relu(tape, w);
      tape.keep(x);
      float[] values = x.value().data().clone();
      tape.backward(GradientCheck.weigh(tape, Functions.relu(tape, x), 1, 2, 3));
      assertArrayEquals(values, x.value().data());
      for (int i = 0; i < 6; i++) {
        assertNotSame(x.value().data(), tape.borrow(Shape.of(3)).data());
      }
    }
  }

  @Test
  void aLossComputedFromAViewLeavesItsValuesUntilTheTapeIsClosed() {
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable logits = view(tape, Functions.relu(tape, Functions.add(tape, w, w)), 1, 3);
      tape.backward(Losses.crossEntropy(tape, logits, new int[] {1}));
      for (int i = 0; i < 6; i++) {
        assertNotSame(logits.value().data(), tape.borrow(Shape.of(3)).data());
      }
    }
  }

  @Test
  void evaluationKeepsNothingThatIsLeftBehind() {
    try (Tape tape = tape(Pass.EVALUATION)) {
      Variable x = Functions.relu(tape, w);
      Variable y = Functions.relu(tape, x);
      tape.leaveBehind(x, y);
      assertSame(x.value().data(), tape.borrow(Shape.of(3)).data());
    }
  }

  @Test
  void aGradientThatIsHandedOnIsAddedToWhatIsThere() {
    Parameter x = parameter("x", 3);
    Tensor constant = Tensor.of(Shape.of(3), 4, 4, 4);
    try (Tape tape = tape(Pass.TRAINING)) {
      Variable y = Functions.addAndRectify(tape, x, tape.constant(constant));
      Variable z = Functions.add(tape, Functions.relu(tape, y), Functions.relu(tape, y));
      tape.backward(GradientCheck.weigh(tape, Functions.add(tape, z, y), 1, 2, 3));
    }
    assertGradient(x, 3, 6, 9);
  }

  @Test
  void borrowedMemoryGoesBackWhenTheTapeIsClosed() {
    float[] first;
    int[] firstInts;
    try (Tape tape = tape(Pass.TRAINING)) {
      first = tape.borrow(Shape.of(17)).data();
      firstInts = tape.borrowInts(19);
    }
    try (Tape tape = tape(Pass.TRAINING)) {
      assertSame(first, tape.borrow(Shape.of(17)).data());
      assertNotSame(first, tape.borrow(Shape.of(17)).data());
      assertSame(firstInts, tape.borrowInts(19));
    }
  }

  @Test
  void aTapeThatIsClosedWithoutBackwardGivesItsMemoryBackToo() {
    float[] values;
    try (Tape tape = tape(Pass.TRAINING)) {
      values = Functions.relu(tape, w).value().data();
    }
    try (Tape tape = tape(Pass.EVALUATION)) {
      assertSame(values, Functions.relu(tape, w).value().data());
      assertEquals(Pass.EVALUATION, tape.pass());
      assertSame(engine, tape.engine());
    }
  }
}
