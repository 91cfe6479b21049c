package dev.alq.activation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Operation;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActivationQuantizerTest {

  private static final long SEED = 73;
  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start(2);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  /** Normal pre-activations, as batch normalisation leaves them. */
  private static Tensor batch(long number, int size) {
    SplittableRandom random = Seeds.generator(SEED, number);
    Tensor x = Tensor.zeros(Shape.of(size));
    for (int i = 0; i < size; i++) {
      x.data()[i] = (float) random.nextGaussian();
    }
    return x;
  }

  private static float[] pass(ActivationQuantizer quantizer, Pass pass, Tensor x) {
    return pass(engine, quantizer, pass, x);
  }

  private static float[] pass(Engine on, ActivationQuantizer quantizer, Pass pass, Tensor x) {
    try (Tape tape = new Tape(new Workspace(on), pass)) {
      return quantizer.forward(tape, tape.constant(x)).value().data().clone();
    }
  }

  private static ActivationQuantizer trained(int bitwidth, Reference reference, int batches) {
    ActivationQuantizer quantizer = new ActivationQuantizer("q", bitwidth, reference);
    quantizer.activate();
    for (int b = 0; b < batches; b++) {
      pass(quantizer, Pass.TRAINING, batch(b, 5000));
    }
    return quantizer;
  }

  private static ActivationLevels levels(ActivationQuantizer quantizer) {
    return Objects.requireNonNull(quantizer.levels());
  }

  private static double error(float[] x, float[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      double distance = Math.max(x[i], 0) - y[i];
      sum += distance * distance;
    }
    return sum / x.length;
  }

  @Test
  void isReluUntilItHasValues() {
    ActivationQuantizer quantizer = new ActivationQuantizer("q", 2, Reference.TIED);
    Tensor x = batch(1, 1000);
    float[] relu = new float[1000];
    for (int i = 0; i < relu.length; i++) {
      relu[i] = Math.max(x.data()[i], 0);
    }
    assertArrayEquals(relu, pass(quantizer, Pass.TRAINING, x), "not activated");
    assertNull(quantizer.levels());
    assertFalse(quantizer.isActive());
    quantizer.activate();
    assertTrue(quantizer.isActive());
    assertArrayEquals(relu, pass(quantizer, Pass.EVALUATION, x), "no training pass yet");
    assertArrayEquals(relu, pass(quantizer, Pass.FROZEN_STATISTICS, x), "no training pass yet");
    assertNull(quantizer.levels());
    Tensor dead = Tensor.of(Shape.of(3), new float[] {-1, 0, -2});
    assertArrayEquals(new float[3], pass(quantizer, Pass.TRAINING, dead), "nothing above 0");
    assertNull(quantizer.levels());
    pass(quantizer, Pass.TRAINING, x);
    assertNotNull(quantizer.levels());
  }

  @ParameterizedTest
  @EnumSource
  void moreBitsComeCloserToRelu(Reference reference) {
    // The best quantizers of max(x, 0) for a normal x have these mean squared errors and less.
    double before = 0.2;
    for (int bitwidth : new int[] {1, 2, 4, 8}) {
      ActivationQuantizer quantizer = trained(bitwidth, reference, 3);
      Tensor x = batch(9, 20_000);
      double error = error(x.data(), pass(quantizer, Pass.EVALUATION, x));
      assertTrue(error < before, reference + ", " + bitwidth + " bits: " + error);
      before = error / 2;
    }
  }

  /** Two levels for a half-normal distribution: an exhaustive search over the threshold. */
  @Test
  void oneBitIsTheBestOneBit() {
    Tensor x = batch(4, 5000);
    double best = Double.POSITIVE_INFINITY;
    for (double threshold = 0.01; threshold < 2; threshold += 0.01) {
      double sum = 0;
      int count = 0;
      for (float number : x.data()) {
        if (number >= threshold) {
          sum += number;
          count++;
        }
      }
      float[] y = new float[x.size()];
      for (int i = 0; i < y.length; i++) {
        y[i] = x.data()[i] >= threshold ? (float) (sum / count) : 0;
      }
      best = Math.min(best, error(x.data(), y));
    }
    ActivationQuantizer quantizer = new ActivationQuantizer("q", 1, Reference.TIED);
    quantizer.activate();
    pass(quantizer, Pass.TRAINING, x);
    double error = error(x.data(), pass(quantizer, Pass.EVALUATION, x));
    assertEquals(best, error, 1e-3 * best, "seed " + SEED);
  }

  /** Whatever the batch: a step of 0 could never be anything else again. */
  @ParameterizedTest
  @EnumSource
  void noStepIsLost(Reference reference) {
    float[][] batches = {{1, 1, 1}, {0, 3, 0, 3}, {0, 1, 2, 5, -1}, batch(1, 300).data()};
    for (float[] numbers : batches) {
      for (int bitwidth = 1; bitwidth <= 8; bitwidth++) {
        ActivationQuantizer quantizer = new ActivationQuantizer("q", bitwidth, reference);
        quantizer.activate();
        pass(quantizer, Pass.TRAINING, Tensor.of(Shape.of(numbers.length), numbers));
        for (float coordinate : levels(quantizer).coordinates()) {
          assertTrue(coordinate > 0, reference + " " + levels(quantizer));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void evaluationChangesNothing(Reference reference) {
    ActivationQuantizer quantizer = trained(2, reference, 2);
    ActivationLevels before = levels(quantizer);
    pass(quantizer, Pass.EVALUATION, batch(5, 3000));
    pass(quantizer, Pass.FROZEN_STATISTICS, batch(6, 3000));
    assertEquals(before, levels(quantizer));
    pass(quantizer, Pass.TRAINING, batch(7, 3000));
    assertFalse(before.equals(levels(quantizer)));
  }

  @Test
  void tiedReferenceKeepsZeroAndFreeOneFollows() {
    assertEquals(0, levels(trained(3, Reference.TIED, 4)).base());
    ActivationQuantizer free = new ActivationQuantizer("q", 2, Reference.FREE);
    free.activate();
    Tensor shifted = batch(3, 5000);
    for (int i = 0; i < shifted.size(); i++) {
      shifted.data()[i] += 5;
    }
    pass(free, Pass.TRAINING, shifted);
    assertTrue(levels(free).base() > 2, levels(free).toString());
  }

  /** After sketch and k fits, the next one moves the values by 1/(k+2), at least by 1/10. */
  @Test
  void valuesAreTheMeanOfTheFirstFitsThenARunningAverage() {
    for (int before : new int[] {1, 4, 8, 9, 15}) {
      ActivationQuantizer quantizer = trained(1, Reference.TIED, before);
      float old = levels(quantizer).coordinates()[0];
      Tensor x = batch(100, 4000);
      double sum = 0;
      int count = 0;
      for (float number : x.data()) {
        if (number > old) {
          sum += number;
          count++;
        }
      }
      // One bit: the step that is best for the codes is the mean; the ridge moves it by 1e-4.
      double fitted = 0.5 * sum / count;
      pass(quantizer, Pass.TRAINING, x);
      double expected = old + (fitted - old) / Math.min(10, before + 2);
      double tolerance = 2e-4 * Math.abs(fitted - old) + 1e-6;
      assertEquals(expected, levels(quantizer).coordinates()[0], tolerance, before + " batches");
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientGoesStraightThroughInside(Reference reference) {
    ActivationQuantizer quantizer = trained(2, reference, 3);
    ActivationLevels levels = levels(quantizer);
    Tensor x = batch(8, 999);
    x.data()[0] = levels.base();
    x.data()[1] = levels.highest();
    x.data()[2] = Math.nextDown(levels.base());
    x.data()[3] = Math.nextUp(levels.highest());
    Parameter input = new Parameter("x", Parameter.Role.OTHER, x);
    Tensor weights = batch(9, 999);
    try (Tape tape = new Tape(new Workspace(engine), Pass.FROZEN_STATISTICS)) {
      Variable rows = quantizer.forward(tape, input);
      tape.backward(weightedSum(tape, rows, weights));
    }
    float[] gradient = Objects.requireNonNull(input.gradient()).data();
    for (int i = 0; i < gradient.length; i++) {
      float number = x.data()[i];
      boolean inside = number >= levels.base() && number <= levels.highest();
      assertEquals(inside ? weights.data()[i] : 0, gradient[i], number + " of " + levels);
    }
  }

  /** A loss whose gradient at each element is the given one, exactly. */
  private static Variable weightedSum(Tape tape, Variable values, Tensor weights) {
    Tensor loss = tape.borrow(Shape.of(1));
    return tape.record(
        new Operation.Custom(
            List.of(values),
            (backward, output, dy) ->
                backward.contribute(values, gradient -> gradient.copyFrom(weights))),
        loss);
  }

  /** Zeros around an image: nothing with a tied reference, else no base from outside. */
  @ParameterizedTest
  @EnumSource
  void convolutionIsThatOfTheCodesAndABaseInside(Reference reference) {
    ActivationQuantizer quantizer = trained(2, reference, 3);
    ActivationLevels levels = levels(quantizer);
    Tensor x = Tensor.of(Shape.of(1, 5, 4, 3), batch(11, 60).data());
    Tensor w = Tensor.of(Shape.of(2, 3, 3, 3), batch(12, 54).data());
    byte[] codes = new byte[x.size()];
    levels.encode(engine.kernels().groups(), x.data(), 0, 60, codes, 0, new int[60]);
    try (Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      Variable quantized = quantizer.forward(tape, tape.constant(x));
      float[] y = Functions.convolve(tape, quantized, tape.constant(w), null, 1, 1).value().data();
      for (int place = 0; place < y.length; place++) {
        assertEquals(
            expected(levels, codes, w.data(), place), y[place], 1e-5, reference + " " + place);
      }
    }
  }

  /** Taps outside of an image of one pixel, with weights that would show to the last bit. */
  @ParameterizedTest
  @EnumSource
  void tapsOutsideAddExactlyNothing(Reference reference) {
    ActivationQuantizer quantizer = new ActivationQuantizer("q", 2, reference);
    float base = reference == Reference.TIED ? 0 : -0.5f;
    set(quantizer, "q.base", base);
    set(quantizer, "q.coordinates", 0.5f, 0.25f);
    set(quantizer, "q.batches", 1);
    quantizer.activate();
    Tensor w = Tensor.zeros(Shape.of(1, 3, 3, 1));
    for (int tap = 0; tap < 9; tap++) {
      w.data()[tap] = tap == 4 ? 3 : Math.scalb(1f, 10 + tap);
    }
    for (float x : new float[] {-9, base, base + 1, base + 1.5f, 9}) {
      float inside = Math.clamp(x, base, base + 1.5f);
      try (Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
        Tensor pixel = Tensor.of(Shape.of(1, 1, 1, 1), new float[] {x});
        Variable quantized = quantizer.forward(tape, tape.constant(pixel));
        Variable y = Functions.convolve(tape, quantized, tape.constant(w), null, 1, 1);
        assertEquals(3 * inside, y.value().data()[0], reference + " at " + x);
      }
    }
  }

  private static void set(ActivationQuantizer quantizer, String buffer, float... values) {
    Tensor tensor = Objects.requireNonNull(quantizer.buffers().get(buffer));
    System.arraycopy(values, 0, tensor.data(), 0, values.length);
  }

  private static double expected(ActivationLevels levels, byte[] codes, float[] w, int place) {
    int row = place / 8;
    int column = place / 2 % 4;
    int output = place % 2;
    double sum = 0;
    for (int tap = 0; tap < 9; tap++) {
      int r = row + tap / 3 - 1;
      int s = column + tap % 3 - 1;
      for (int c = 0; c < 3; c++) {
        float weight = w[output * 27 + tap * 3 + c];
        if (r >= 0 && r < 5 && s >= 0 && s < 4) {
          int code = codes[(r * 4 + s) * 3 + c];
          sum += levels.base() * weight;
          for (int i = 0; i < levels.bitwidth(); i++) {
            sum += 2.0 * levels.coordinates()[i] * (code >>> i & 1) * weight;
          }
        }
      }
    }
    return sum;
  }

  @ParameterizedTest
  @EnumSource
  void threadsChangeNoBit(Reference reference) {
    Tensor x = batch(13, 100_003);
    float[] expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine own = Engine.start(threads)) {
        ActivationQuantizer quantizer = new ActivationQuantizer("q", 2, reference);
        quantizer.activate();
        pass(own, quantizer, Pass.TRAINING, x);
        float[] y = pass(own, quantizer, Pass.TRAINING, x);
        expected = expected == null ? y : expected;
        assertArrayEquals(expected, y, threads + " threads");
      }
    }
  }

  @Test
  void whatIsNotFiniteIsNotLearned() {
    ActivationQuantizer quantizer = trained(2, Reference.TIED, 2);
    ActivationLevels before = levels(quantizer);
    float infinity = Float.POSITIVE_INFINITY;
    for (float bad : new float[] {Float.NaN, infinity, -infinity}) {
      Tensor x = batch(14, 100);
      x.data()[50] = bad;
      float[] y = pass(quantizer, Pass.TRAINING, x);
      assertTrue(Float.isNaN(y[50]), "the output shows it");
      assertEquals(before, levels(quantizer));
      ActivationQuantizer fresh = new ActivationQuantizer("q", 2, Reference.TIED);
      fresh.activate();
      pass(fresh, Pass.TRAINING, Tensor.of(Shape.of(2), new float[] {bad, 1}));
      assertNull(fresh.levels());
    }
  }

  @Test
  void stateIsEverything() {
    ActivationQuantizer quantizer = trained(2, Reference.FREE, 3);
    ActivationQuantizer copy = new ActivationQuantizer("q", 2, Reference.FREE);
    quantizer
        .buffers()
        .forEach(
            (name, tensor) -> Objects.requireNonNull(copy.buffers().get(name)).copyFrom(tensor));
    assertEquals(levels(quantizer), levels(copy));
    Tensor x = batch(15, 3000);
    assertArrayEquals(pass(quantizer, Pass.TRAINING, x), pass(copy, Pass.TRAINING, x));
    assertEquals(levels(quantizer), levels(copy));
  }
}
