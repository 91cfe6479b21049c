package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.multibit.Sketch;
import dev.alq.step.StraightThrough.Projection;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The straight-through variants against their definitions, evaluated in double. */
class StraightThroughTest {

  private static final Shape SHAPE = Shape.of(6, 40);
  private static final int GROUPS = 12;
  private static final int SIZE = 20;
  private static final double RATE = 0.02;
  private static final int STEPS = 12;

  @AutoClose private final Engine engine = Engine.start(1);

  private QuantizedWeight weight(int bitwidth) {
    MultiBitTensor values =
        new Sketch(bitwidth)
            .apply(StepLawsTest.random(SHAPE, 0.3, 1), new Grouping.Subchannelwise(2), engine);
    QuantizedWeight weight = new QuantizedWeight("layer", values, engine);
    weight.setFloatCopy(StepLawsTest.random(SHAPE, 0.3, 1));
    return weight;
  }

  private static float[] copyOf(QuantizedWeight weight) {
    return Objects.requireNonNull(weight.floatCopy()).data();
  }

  private static float[] weightsOf(QuantizedWeight weight) {
    float[] weights = new float[SHAPE.size()];
    weight.values().reconstruct(weights);
    return weights;
  }

  /** AMSGrad as the paper states it, for all weights of a layer. */
  private static final class Moments {
    private final double[] m = new double[SHAPE.size()];
    private final double[] v = new double[SHAPE.size()];
    private final double[] largest = new double[SHAPE.size()];
    private int t;

    void add(float[] gradient) {
      t++;
      for (int k = 0; k < m.length; k++) {
        m[k] = 0.9 * m[k] + 0.1 * gradient[k];
        v[k] = 0.999 * v[k] + 0.001 * gradient[k] * gradient[k];
        largest[k] = Math.max(largest[k], v[k]);
      }
    }

    double g(int k) {
      return RATE / (1 - Math.pow(0.9, t)) * m[k];
    }

    double h(int k) {
      return (Math.sqrt(largest[k]) + 1e-8) / Math.sqrt(1 - Math.pow(0.999, t));
    }
  }

  @ParameterizedTest
  @EnumSource(Projection.class)
  void theFloatCopyMovesByTheGradientAtTheQuantizedWeights(Projection projection) {
    QuantizedWeight weight = weight(2);
    Moments moments = new Moments();
    Tensor result = Tensor.zeros(SHAPE);
    for (int s = 0; s < STEPS; s++) {
      float[] before = copyOf(weight);
      double[] limits = largestValues(weight.values());
      Tensor gradient = StepLawsTest.random(SHAPE, 1, 2, s);
      weight.straightThroughStep(gradient, RATE, projection, result);
      moments.add(gradient.data());
      float[] after = copyOf(weight);
      for (int k = 0; k < after.length; k++) {
        double expected = before[k] - moments.g(k) / moments.h(k);
        if (projection == Projection.FIXED_COORDINATES) {
          double limit = limits[k / SIZE];
          expected = Math.max(-limit, Math.min(limit, expected));
        }
        assertEquals(expected, after[k], 1e-6, projection + ", step " + s + ", weight " + k);
      }
      assertArrayEquals(weightsOf(weight), result.data());
    }
  }

  private static double[] largestValues(MultiBitTensor values) {
    double[] sums = new double[GROUPS];
    for (int group = 0; group < GROUPS; group++) {
      for (int i = 0; i < values.bitwidth(group); i++) {
        sums[group] += values.coordinate(group, i);
      }
    }
    return sums;
  }

  @ParameterizedTest
  @EnumSource(Projection.class)
  void bitwidthsStayAndEmptyGroupsStayEmptyWhileTheirCopyMoves(Projection projection) {
    QuantizedWeight weight = weight(3);
    while (weight.values().bitwidth(4) > 0) {
      weight.prune(4, 0);
    }
    weight.prune(7, 1);
    float[] before = copyOf(weight);
    Tensor result = Tensor.zeros(SHAPE);
    weight.straightThroughStep(StepLawsTest.random(SHAPE, 1, 3), RATE, projection, result);
    for (int group = 0; group < GROUPS; group++) {
      int expected = group == 4 ? 0 : group == 7 ? 2 : 3;
      assertEquals(expected, weight.values().bitwidth(group), projection + ", group " + group);
    }
    for (int k = 4 * SIZE; k < 5 * SIZE; k++) {
      assertEquals(0, result.data()[k]);
      assertTrue(before[k] != copyOf(weight)[k], projection + ": the copy stands still at " + k);
    }
  }

  @Test
  void reconstructionNeverEndsFartherFromTheCopyThanTheOldWeights() {
    for (int bits = 1; bits <= 6; bits++) {
      QuantizedWeight weight = weight(bits);
      Tensor result = Tensor.zeros(SHAPE);
      for (int s = 0; s < STEPS; s++) {
        float[] old = weightsOf(weight);
        Tensor gradient = StepLawsTest.random(SHAPE, 1, 4, s);
        weight.straightThroughStep(gradient, RATE, Projection.RECONSTRUCTION, result);
        float[] u = copyOf(weight);
        for (int group = 0; group < GROUPS; group++) {
          double before = squaredDistance(u, old, group);
          double after = squaredDistance(u, result.data(), group);
          assertTrue(
              after <= before * (1 + 1e-6),
              "I " + bits + ", step " + s + ", group " + group + ": " + before + " -> " + after);
        }
      }
    }
  }

  private static double squaredDistance(float[] u, float[] weights, int group) {
    double sum = 0;
    for (int k = group * SIZE; k < (group + 1) * SIZE; k++) {
      double difference = (double) u[k] - weights[k];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void lossAwareProjectionNeverRaisesTheModelAroundTheCopy() {
    for (int bits = 1; bits <= 6; bits++) {
      QuantizedWeight weight = weight(bits);
      Moments moments = new Moments();
      Tensor result = Tensor.zeros(SHAPE);
      for (int s = 0; s < STEPS; s++) {
        float[] old = weightsOf(weight);
        float[] u = copyOf(weight);
        Tensor gradient = StepLawsTest.random(SHAPE, 1, 5, s);
        weight.straightThroughStep(gradient, RATE, Projection.LOSS_AWARE, result);
        moments.add(gradient.data());
        for (int group = 0; group < GROUPS; group++) {
          double before = distanceByCurvature(moments, u, old, group);
          double after = distanceByCurvature(moments, u, result.data(), group);
          assertTrue(
              after <= before * (1 + 1e-6),
              "I " + bits + ", step " + s + ", group " + group + ": " + before + " -> " + after);
        }
      }
    }
  }

  /** The model f up to a constant: ½ (ŵ - u + g/H)ᵀ H (ŵ - u + g/H). */
  private static double distanceByCurvature(
      Moments moments, float[] u, float[] weights, int group) {
    double sum = 0;
    for (int k = group * SIZE; k < (group + 1) * SIZE; k++) {
      double difference = weights[k] - u[k] + moments.g(k) / moments.h(k);
      sum += 0.5 * moments.h(k) * difference * difference;
    }
    return sum;
  }

  @Test
  void oneBitByReconstructionIsTheBinaryWeightNetwork() {
    QuantizedWeight weight = weight(1);
    Tensor result = Tensor.zeros(SHAPE);
    for (int s = 0; s < STEPS; s++) {
      Tensor gradient = StepLawsTest.random(SHAPE, 1, 6, s);
      weight.straightThroughStep(gradient, RATE, Projection.RECONSTRUCTION, result);
      float[] u = copyOf(weight);
      for (int group = 0; group < GROUPS; group++) {
        double mean = 0;
        for (int k = group * SIZE; k < (group + 1) * SIZE; k++) {
          mean += Math.abs(u[k]) / SIZE;
        }
        for (int k = group * SIZE; k < (group + 1) * SIZE; k++) {
          assertEquals(u[k] > 0 ? mean : -mean, result.data()[k], 1e-6, "step " + s);
        }
      }
    }
  }

  @Test
  void oneBitWithFixedCoordinatesIsBinaryConnect() {
    QuantizedWeight weight = weight(1);
    float[] alpha = weight.values().coordinateSlots().clone();
    Tensor result = Tensor.zeros(SHAPE);
    for (int s = 0; s < STEPS; s++) {
      Tensor gradient = StepLawsTest.random(SHAPE, 1, 7, s);
      weight.straightThroughStep(gradient, RATE, Projection.FIXED_COORDINATES, result);
      float[] u = copyOf(weight);
      for (int k = 0; k < u.length; k++) {
        float scale = alpha[k / SIZE];
        assertEquals(u[k] > 0 ? scale : -scale, result.data()[k], "step " + s);
        assertTrue(Math.abs(u[k]) <= scale, "step " + s);
      }
    }
    assertArrayEquals(alpha, weight.values().coordinateSlots());
  }

  @ParameterizedTest
  @EnumSource(Projection.class)
  void threadsDoNotChangeBits(Projection projection) {
    assertArrayEquals(trained(projection, 1), trained(projection, 3));
  }

  private static float[] trained(Projection projection, int threads) {
    Shape shape = Shape.of(24, 3, 3, 200);
    Tensor start = StepLawsTest.random(shape, 0.3, 8);
    try (Engine threaded = Engine.start(threads)) {
      MultiBitTensor values = new Sketch(2).apply(start, new Grouping.Pixelwise(), threaded);
      QuantizedWeight weight = new QuantizedWeight("layer", values, threaded);
      weight.setFloatCopy(start);
      Tensor result = Tensor.zeros(shape);
      for (int s = 0; s < 3; s++) {
        Tensor gradient = StepLawsTest.random(shape, 1, 9, s);
        weight.straightThroughStep(gradient, RATE, projection, result);
      }
      return result.data();
    }
  }

  @ParameterizedTest
  @EnumSource(Projection.class)
  void aGradientThatIsNoNumberIsRefused(Projection projection) {
    QuantizedWeight weight = weight(2);
    Tensor broken = Tensor.zeros(SHAPE);
    broken.data()[3] = Float.NaN;
    assertThrows(
        NumericException.class,
        () -> weight.straightThroughStep(broken, RATE, projection, Tensor.zeros(SHAPE)));
  }
}
