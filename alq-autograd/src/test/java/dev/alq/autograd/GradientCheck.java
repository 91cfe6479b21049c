package dev.alq.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares a gradient with central differences of a double-precision reference of the same
 * operation. The scalar that is differentiated is {@code Σ u·y} with fixed random u. A derivative
 * may be off by as many roundings of {@link #ROUNDINGS} of its terms {@code |u_o·∂y_o/∂x_i|}, and
 * by what the differences themselves are off.
 */
final class GradientCheck {

  private static final int ROUNDINGS = 64;
  private static final double STEP = 0x1p-13;

  /** Third derivatives and the rounding of doubles, relative to the largest output. */
  private static final double DIFFERENCES = 2e-8;

  /** The operation under test. */
  @FunctionalInterface
  interface Subject {
    Variable apply(Tape tape, List<Variable> inputs);
  }

  /** The same in double precision; each array is an input, row-major. */
  @FunctionalInterface
  interface Formula {
    double[] apply(double[][] inputs);
  }

  private final Engine engine;
  private final Pass pass;
  private final long seed;

  GradientCheck(Engine engine, Pass pass, long seed) {
    this.engine = engine;
    this.pass = pass;
    this.seed = seed;
  }

  /** Checks the output, then the gradient at every element of every input. */
  void check(String what, List<Tensor> inputs, Subject subject, Formula formula) {
    String where = what + " seed " + seed;
    List<Parameter> parameters = new ArrayList<>();
    double[][] point = new double[inputs.size()][];
    for (int k = 0; k < point.length; k++) {
      parameters.add(new Parameter("input" + k, Parameter.Role.OTHER, inputs.get(k)));
      point[k] = Numbers.doubles(inputs.get(k).data());
    }
    double[] exact = formula.apply(point);
    float[] u = Numbers.random(seed + 77, exact.length);
    try (Tape tape = new Tape(new Workspace(engine), pass)) {
      Variable y = subject.apply(tape, List.copyOf(parameters));
      assertOutput(exact, y.value(), where);
      tape.backward(weigh(tape, y, u));
    }
    double noise = DIFFERENCES * largest(exact);
    for (int k = 0; k < point.length; k++) {
      Tensor gradient = parameters.get(k).gradient();
      assertNotNull(gradient, where + ": no gradient at input " + k);
      for (int i = 0; i < point[k].length; i++) {
        Derivative expected = derivative(formula, point, point[k], i, u);
        double tolerance = ROUNDINGS * Numbers.ROUNDING * expected.magnitude + noise;
        String element = where + ": gradient at input " + k + "[" + i + "]";
        assertEquals(expected.value, gradient.data()[i], tolerance, element);
        if (expected.magnitude == 0) {
          assertEquals(0f, Math.abs(gradient.data()[i]), element);
        }
      }
    }
  }

  private static void assertOutput(double[] exact, Tensor y, String where) {
    assertEquals(exact.length, y.size(), where);
    double tolerance = ROUNDINGS * Numbers.ROUNDING * largest(exact);
    for (int o = 0; o < exact.length; o++) {
      assertEquals(exact[o], y.data()[o], tolerance, where + ": output " + o);
    }
  }

  private record Derivative(double value, double magnitude) {}

  private static Derivative derivative(
      Formula formula, double[][] point, double[] input, int i, float[] u) {
    double middle = input[i];
    input[i] = middle + STEP;
    double[] above = formula.apply(point);
    input[i] = middle - STEP;
    double[] below = formula.apply(point);
    input[i] = middle;
    double value = 0;
    double magnitude = 0;
    for (int o = 0; o < u.length; o++) {
      double term = u[o] * (above[o] - below[o]) / (2 * STEP);
      value += term;
      magnitude += Math.abs(term);
    }
    return new Derivative(value, magnitude);
  }

  private static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(Double.isFinite(largest));
    return largest;
  }

  /** {@code Σ u·y} as an operation of its own. */
  static Variable weigh(Tape tape, Variable y, float... u) {
    Tensor sum = tape.borrow(Shape.of());
    sum.data()[0] = 0;
    for (int o = 0; o < u.length; o++) {
      sum.data()[0] += u[o] * y.value().data()[o];
    }
    Operation.GradientRule rule =
        (t, output, gradient) ->
            t.contribute(
                y,
                dy -> {
                  for (int o = 0; o < u.length; o++) {
                    dy.data()[o] = u[o] * gradient.data()[0];
                  }
                });
    return tape.record(new Operation.Custom(List.of(y), rule), sum);
  }
}
