package dev.alq.optim;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.autograd.Operation;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each optimizer against its formula, re-evaluated in double precision. */
class OptimizersTest {

  private static final long SEED = 59;
  private static final int STEPS = 10;
  private static final double LEARNING_RATE = 0.02;

  /** Roundings of a step's update, relative to its largest length. */
  private static final int ROUNDINGS = 32;

  @AutoClose private final Engine engine = Engine.start(2);

  /** One element's next value; keeps its own state. */
  @FunctionalInterface
  private interface Formula {
    double next(double w, double g, int t);
  }

  private record Case(Function<Engine, Optimizer> optimizer, Supplier<Formula> formula) {}

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  static {
    CASES.put("plain", sgd(0, Sgd.Momentum.CLASSICAL, 0));
    CASES.put("momentum", sgd(0.9, Sgd.Momentum.CLASSICAL, 0.01));
    CASES.put("nesterov", sgd(0.9, Sgd.Momentum.NESTEROV, 0.01));
    CASES.put("adam", adam(AdamOptions.SecondMoment.LATEST));
    CASES.put("amsgrad", adam(AdamOptions.SecondMoment.LARGEST));
  }

  private static Case sgd(double momentum, Sgd.Momentum kind, double decay) {
    return new Case(
        e -> new Sgd(e, new Sgd.Options(momentum, kind, decay)),
        () -> new SgdFormula(momentum, kind, decay));
  }

  private static Case adam(AdamOptions.SecondMoment secondMoment) {
    AdamOptions options = new AdamOptions(0.8, 0.95, 1e-6, 0.01, secondMoment);
    return new Case(e -> new Adam(e, options), () -> new AdamFormula(options));
  }

  private static AdamOptions options(double beta1, double beta2, double epsilon, double decay) {
    return new AdamOptions(beta1, beta2, epsilon, decay, AdamOptions.SecondMoment.LATEST);
  }

  private static final class SgdFormula implements Formula {
    private final double momentum;
    private final Sgd.Momentum kind;
    private final double decay;
    private double b;

    SgdFormula(double momentum, Sgd.Momentum kind, double decay) {
      this.momentum = momentum;
      this.kind = kind;
      this.decay = decay;
    }

    @Override
    public double next(double w, double g, int t) {
      double decayed = g + decay * w;
      b = momentum * b + decayed;
      return switch (kind) {
        case CLASSICAL -> w - LEARNING_RATE * b;
        case NESTEROV -> w - LEARNING_RATE * (decayed + momentum * b);
      };
    }
  }

  private static final class AdamFormula implements Formula {
    private final AdamOptions options;
    private double m;
    private double v;
    private double vMax;

    AdamFormula(AdamOptions options) {
      this.options = options;
    }

    @Override
    public double next(double w, double g, int t) {
      double decayed = g + options.weightDecay() * w;
      m = options.beta1() * m + (1 - options.beta1()) * decayed;
      v = options.beta2() * v + (1 - options.beta2()) * decayed * decayed;
      vMax = Math.max(vMax, v);
      double length = LEARNING_RATE / (1 - Math.pow(options.beta1(), t));
      double second =
          switch (options.secondMoment()) {
            case LATEST -> v;
            case LARGEST -> vMax;
          };
      double root = Math.sqrt(second) / Math.sqrt(1 - Math.pow(options.beta2(), t));
      return w - length * m / (root + options.epsilon());
    }
  }

  static Stream<String> names() {
    return CASES.keySet().stream();
  }

  private static Case find(String name) {
    return Objects.requireNonNull(CASES.get(name), name);
  }

  private static Parameter parameter(int size) {
    return new Parameter(
        "w", Parameter.Role.WEIGHT, Tensor.of(Shape.of(size), Numbers.random(SEED, size)));
  }

  private void setGradient(Parameter parameter, float[] gradient) {
    parameter.clearGradient();
    try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      Tensor loss = tape.borrow(Shape.of());
      Operation.GradientRule rule =
          (t, output, one) ->
              t.contribute(
                  parameter, d -> System.arraycopy(gradient, 0, d.data(), 0, gradient.length));
      tape.backward(tape.record(new Operation.Custom(List.of(parameter), rule), loss));
    }
  }

  /** The second size has more than one range; gradients are zero, tiny and large among others. */
  @ParameterizedTest
  @MethodSource("names")
  void stepsFollowTheFormula(String name) {
    for (int size : new int[] {1, 40_000}) {
      Optimizer optimizer = find(name).optimizer().apply(engine);
      Parameter w = parameter(size);
      double[] exact = Numbers.doubles(w.value().data());
      Formula[] formulas =
          Stream.generate(find(name).formula()).limit(size).toArray(Formula[]::new);
      double tolerance = 0;
      for (int t = 1; t <= STEPS; t++) {
        float[] g = Numbers.random(SEED + t, size);
        for (int i = 0; i < size; i += 3) {
          g[i] *= i % 2 == 0 ? 0 : 1e-4f;
        }
        setGradient(w, g);
        optimizer.step(List.of(w), LEARNING_RATE);
        tolerance += Numbers.ROUNDING * (2 + ROUNDINGS * LEARNING_RATE * t);
        for (int i = 0; i < size; i++) {
          exact[i] = formulas[i].next(exact[i], g[i], t);
          assertEquals(
              exact[i],
              w.value().data()[i],
              tolerance * Math.max(1, Math.abs(exact[i])),
              name + " step " + t + " element " + i + " seed " + SEED);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aParameterWithoutGradientStaysAndSoDoesItsState(String name) {
    float[] g = Numbers.random(SEED + 1, 5);
    Optimizer twice = find(name).optimizer().apply(engine);
    Optimizer withPause = find(name).optimizer().apply(engine);
    Parameter a = parameter(5);
    Parameter b = parameter(5);
    for (int t = 0; t < 2; t++) {
      setGradient(a, g);
      twice.step(List.of(a), LEARNING_RATE);
      setGradient(b, g);
      withPause.step(List.of(b), LEARNING_RATE);
      float[] before = b.value().data().clone();
      b.clearGradient();
      withPause.step(List.of(b), LEARNING_RATE);
      assertArrayEquals(before, b.value().data());
    }
    assertArrayEquals(a.value().data(), b.value().data(), "seed " + SEED);
  }

  @ParameterizedTest
  @MethodSource("names")
  void parametersDoNotShareStateAndGradientsAreNotModified(String name) {
    Optimizer together = find(name).optimizer().apply(engine);
    Optimizer alone = find(name).optimizer().apply(engine);
    Parameter a = parameter(5);
    Parameter b = parameter(5);
    Parameter other = parameter(7);
    for (int t = 0; t < 3; t++) {
      float[] g = Numbers.random(SEED + t, 5);
      setGradient(a, g);
      setGradient(b, g);
      setGradient(other, Numbers.random(SEED - t, 7));
      together.step(List.of(other, a), LEARNING_RATE);
      alone.step(List.of(b), LEARNING_RATE);
      Tensor gradient = Objects.requireNonNull(a.gradient());
      assertArrayEquals(g, gradient.data());
    }
    assertArrayEquals(b.value().data(), a.value().data(), "seed " + SEED);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRestoredOptimizerGoesOnAsTheOther(String name) {
    Optimizer undisturbed = find(name).optimizer().apply(engine);
    Parameter a = parameter(5);
    Parameter b = parameter(5);
    for (int t = 0; t < 3; t++) {
      setGradient(a, Numbers.random(SEED + t, 5));
      undisturbed.step(List.of(a), LEARNING_RATE);
    }
    b.value().copyFrom(a.value());
    Optimizer restored = find(name).optimizer().apply(engine);
    restored.restore(undisturbed.state(), List.of(b));
    for (int t = 3; t < 5; t++) {
      setGradient(a, Numbers.random(SEED + t, 5));
      undisturbed.step(List.of(a), LEARNING_RATE);
      setGradient(b, Numbers.random(SEED + t, 5));
      restored.step(List.of(b), LEARNING_RATE);
      assertArrayEquals(a.value().data(), b.value().data(), name + " seed " + SEED);
    }
    assertEquals(5, Objects.requireNonNull(restored.state().histories().get("w")).steps());
  }

  @ParameterizedTest
  @MethodSource("names")
  void aStateThatDoesNotFitIsRefused(String name) {
    Optimizer optimizer = find(name).optimizer().apply(engine);
    Parameter w = parameter(5);
    setGradient(w, Numbers.random(SEED, 5));
    optimizer.step(List.of(w), LEARNING_RATE);
    OptimizerState state = optimizer.state();
    Parameter stranger = new Parameter("x", Parameter.Role.OTHER, Tensor.zeros(Shape.of(5)));
    assertRefused(() -> optimizer.restore(state, List.of(stranger)), "w");
    assertRefused(() -> optimizer.restore(state, List.of(parameter(6))), "6");
    String other = name.equals("adam") ? "amsgrad" : "adam";
    Optimizer another = find(other).optimizer().apply(engine);
    assertRefused(() -> another.restore(state, List.of(w)), "w");
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRateOfZeroMovesNothing(String name) {
    Parameter w = parameter(5);
    float[] before = w.value().data().clone();
    setGradient(w, Numbers.random(SEED, 5));
    find(name).optimizer().apply(engine).step(List.of(w), 0);
    assertArrayEquals(before, w.value().data());
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    for (double bad : new double[] {-0.1, 1, Double.NaN}) {
      assertRefused(() -> Sgd.Options.momentum(bad), String.valueOf(bad));
      assertRefused(() -> options(bad, 0.9, 1e-8, 0), String.valueOf(bad));
      assertRefused(() -> options(0.9, bad, 1e-8, 0), String.valueOf(bad));
    }
    for (double bad : new double[] {-0.1, Double.NaN}) {
      assertRefused(() -> new Sgd.Options(0.9, Sgd.Momentum.CLASSICAL, bad), bad + "");
      assertRefused(() -> options(0.9, 0.9, bad, 0), bad + "");
      assertRefused(() -> options(0.9, 0.9, 1e-8, bad), bad + "");
    }
    assertRefused(() -> options(0.9, 0.9, 0, 0), "0.0");
  }
}
