package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.alq.kernel.Engine;
import dev.alq.kernel.GroupKernels;
import dev.alq.kernel.KernelChoice;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.Levels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.multibit.Sketch;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StepLawsTest {

  private static final long SEED = 4711;
  private static final long ALLOCATED_BYTES = 4096;
  private static final GroupKernels KERNELS = KernelChoice.kernels().groups();
  private static final String WITH_SEED = "seed " + SEED;

  static Tensor random(Shape shape, double scale, long... path) {
    SplittableRandom random = Seeds.generator(SEED, path);
    Tensor tensor = Tensor.zeros(shape);
    for (int k = 0; k < tensor.size(); k++) {
      tensor.data()[k] = (float) (scale * random.nextDouble(-1, 1));
    }
    return tensor;
  }

  private static QuantizedWeight weight(
      Shape shape, Grouping grouping, int maxBitwidth, Engine engine) {
    MultiBitTensor values = new Sketch(maxBitwidth).apply(random(shape, 0.3, 1), grouping, engine);
    return new QuantizedWeight("layer", values, engine);
  }

  @Test
  void searchAndRefitNeverRaiseTheModel() {
    try (Engine engine = Engine.start(1)) {
      for (int n : new int[] {25, 27, 147}) {
        for (int bits = 1; bits <= 8; bits++) {
          QuantizedWeight weight = weight(Shape.of(4, n), new Grouping.Channelwise(), bits, engine);
          QuadraticModel.Scale scale = weight.observe(random(Shape.of(4, n), 1, 2, n, bits), 1e-2);
          for (int group = 0; group < 4; group++) {
            assertModelFalls(weight, group, scale, "n " + n + ", I " + bits);
          }
        }
      }
    }
  }

  private static void assertModelFalls(
      QuantizedWeight weight, int group, QuadraticModel.Scale scale, String what) {
    MultiBitTensor values = weight.values();
    int n = values.layout().size();
    QuadraticModel model = new QuadraticModel(n, KERNELS);
    model.compute(weight.weightMoments(), group * n, n, scale);
    BasisSearch search = new BasisSearch(values.maxBitwidth(), KERNELS);
    Levels levels =
        search.prepare(
            values.coordinateSlots(), group * values.maxBitwidth(), values.bitwidth(group));
    float[] old = new float[n];
    float[] searched = new float[n];
    levels.lookUp(values.codes(), group * n, n, old, 0, 1);
    search.search(model, old, values.codes(), group * n);
    levels.lookUp(values.codes(), group * n, n, searched, 0, 1);
    double afterSearch = model.value(old, searched);
    assertTrue(afterSearch <= 0, WITH_SEED + ", " + what + ": search " + afterSearch);
    new CoordinateRefit(n, values.maxBitwidth(), KERNELS).refit(model, old, levels, values, group);
    float[] refitted = new float[values.shape().size()];
    values.reconstruct(refitted);
    float[] groupRefitted = new float[n];
    values.layout().gather(refitted, group, groupRefitted, 0);
    double afterRefit = model.value(old, groupRefitted);
    double rounding = 1e-6 * Math.abs(afterSearch);
    assertTrue(
        afterRefit <= afterSearch + rounding,
        WITH_SEED + ", " + what + ": " + afterSearch + " -> " + afterRefit);
  }

  /**
   * Four bases of which two add up to the other two, and weights of very different curvature, whose
   * sums in floats leave the system short of positive.
   */
  @Test
  void dependentBasesAreRefittedWhateverTheKernelsRound() {
    int rows = 64;
    int n = 16 * rows;
    byte[] codes = new byte[n];
    AmsGradMoments moments = new AmsGradMoments(n);
    float small = 0.6f * 0x1p-24f - 1e-8f;
    for (int j = 0; j < n; j++) {
      int row = j / 16;
      codes[j] = (byte) (row == 0 ? 0b1111 : row % 2 == 0 ? 0b0101 : 0b1001);
      moments.vMax()[j] = row == 0 ? 1 : small * small;
      moments.m()[j] = 1e-3f;
    }
    MultiBitTensor weights = new MultiBitTensor(Shape.of(1, n), new Grouping.Channelwise(), 4);
    weights.setGroup(0, new float[] {0.1f, 0.2f, 0.3f, 0.4f}, codes);
    QuadraticModel model = new QuadraticModel(n, KERNELS);
    model.compute(moments, 0, n, new QuadraticModel.Scale(1e-3f, 1));
    Levels levels = new Levels(4, KERNELS);
    levels.compute(weights.coordinateSlots(), 0, 4);
    float[] before = new float[n];
    levels.lookUp(weights.codes(), 0, n, before, 0, 1);
    new CoordinateRefit(n, 4, KERNELS).refit(model, before, levels, weights, 0);
    float[] after = new float[n];
    weights.reconstruct(after);
    double change = model.value(before, after);
    assertTrue(change <= 0, "the model changes by " + change);
  }

  /**
   * The first step of AMSGrad is {@code g/H = lr·sign(∂ℓ/∂ŵ)}, so the nearest of ±α to {@code ŵ -
   * g/H} is ŵ itself as long as lr is below α, and above α the sign against the gradient.
   */
  @Test
  void aOneBitGroupTurnsSignsOnlyIfTheStepExceedsItsCoordinate() {
    Tensor gradient = random(Shape.of(4, 27), 1, 7);
    try (Engine engine = Engine.start(1)) {
      for (int group = 0; group < 4; group++) {
        QuantizedWeight weight = weight(Shape.of(4, 27), new Grouping.Channelwise(), 1, engine);
        byte[] before = weight.values().codes().clone();
        float coordinate = weight.values().coordinate(group, 0);
        searchOneBit(weight, group, weight.observe(gradient, 0.99 * coordinate));
        assertArrayEquals(before, weight.values().codes(), WITH_SEED + ", group " + group);
        QuantizedWeight other = weight(Shape.of(4, 27), new Grouping.Channelwise(), 1, engine);
        searchOneBit(other, group, other.observe(gradient, 1.01 * coordinate));
        for (int k = group * 27; k < (group + 1) * 27; k++) {
          int expected = gradient.data()[k] < 0 ? 1 : 0;
          assertEquals(expected, other.values().codes()[k], WITH_SEED + ", weight " + k);
        }
      }
    }
  }

  private static void searchOneBit(QuantizedWeight weight, int group, QuadraticModel.Scale scale) {
    MultiBitTensor values = weight.values();
    int n = values.layout().size();
    QuadraticModel model = new QuadraticModel(n, KERNELS);
    model.compute(weight.weightMoments(), group * n, n, scale);
    BasisSearch search = new BasisSearch(1, KERNELS);
    Levels levels = search.prepare(values.coordinateSlots(), group, 1);
    float[] old = new float[n];
    levels.lookUp(values.codes(), group * n, n, old, 0, 1);
    search.search(model, old, values.codes(), group * n);
  }

  @Test
  void chainRuleMatchesTheNaiveSum() {
    try (Engine engine = Engine.start(1)) {
      QuantizedWeight weight = weight(Shape.of(3, 5, 5, 2), new Grouping.Kernelwise(), 6, engine);
      MultiBitTensor values = weight.values();
      float[] gradient = random(Shape.of(25), 1, 3).data();
      float[] actual = new float[values.maxBitwidth()];
      for (int group = 0; group < values.layout().groups(); group++) {
        new CoordinateGradient(8, KERNELS).compute(values, group, gradient, 0, actual, 0);
        for (int i = 0; i < values.bitwidth(group); i++) {
          double expected = 0;
          for (int j = 0; j < 25; j++) {
            expected += ((values.code(group, j) >>> i) & 1) != 0 ? gradient[j] : -gradient[j];
          }
          assertEquals(expected, actual[i], Math.ulp(25f), WITH_SEED);
        }
      }
    }
  }

  @Test
  void threadsDoNotChangeBits() {
    assertArrayEquals(trained(1), trained(3), WITH_SEED);
  }

  private static float[] trained(int threads) {
    Shape shape = Shape.of(24, 3, 3, 200);
    try (Engine engine = Engine.start(threads)) {
      QuantizedWeight weight = weight(shape, new Grouping.Pixelwise(), 4, engine);
      weight.setFloatCopy(random(shape, 0.3, 1));
      Tensor result = Tensor.zeros(shape);
      for (int s = 0; s < 3; s++) {
        weight.basisStep(random(shape, 1, 4, s), 1e-2, result);
        weight.coordinateStep(random(shape, 1, 5, s), 1e-2, 1e-3, result);
        weight.straightThroughStep(
            random(shape, 1, 6, s), 1e-3, StraightThrough.Projection.LOSS_AWARE, result);
      }
      float[] serial = new float[result.size()];
      weight.values().reconstruct(serial);
      assertArrayEquals(serial, result.data(), WITH_SEED);
      weight.reconstruct(result);
      assertArrayEquals(serial, result.data(), WITH_SEED);
      return serial;
    }
  }

  @Test
  void flipsTurnBasisAndMomentTogether() {
    try (Engine engine = Engine.start(1)) {
      MultiBitTensor values = new MultiBitTensor(Shape.of(1, 4), new Grouping.Channelwise(), 1);
      values.setGroup(0, new float[] {1e-4f}, new byte[] {1, 0, 1, 1});
      QuantizedWeight weight = new QuantizedWeight("layer", values, engine);
      Tensor result = Tensor.zeros(Shape.of(1, 4));
      weight.coordinateStep(Tensor.of(Shape.of(1, 4), 1, -1, 1, 1), 1e-3, 0, result);
      assertArrayEquals(new float[] {-9e-4f, 9e-4f, -9e-4f, -9e-4f}, result.data(), 1e-8f);
      // The first step of AMSGrad is lr in the direction of the gradient: 1e-4 - 1e-3.
      assertEquals(9e-4f, values.coordinate(0, 0), 1e-8f);
      assertArrayEquals(new byte[] {0, 1, 0, 0}, values.codes());
      assertEquals(-0.4f, weight.coordinateMoments().m()[0], 1e-6f);
    }
  }

  @Test
  void stepsOfTheSameKindAllocateLittle() {
    Shape shape = Shape.of(8, 3, 3, 64);
    try (Engine engine = Engine.start(1)) {
      QuantizedWeight weight = weight(shape, new Grouping.Pixelwise(), 4, engine);
      Tensor gradient = random(shape, 1, 7);
      Tensor result = Tensor.zeros(shape);
      var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long least = Long.MAX_VALUE;
      // Vector code puts every vector on the heap until it is compiled, which a busy machine does
      // late.
      long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
      while (least >= ALLOCATED_BYTES && System.nanoTime() < end) {
        long before = threads.getCurrentThreadAllocatedBytes();
        weight.basisStep(gradient, 1e-3, result);
        weight.coordinateStep(gradient, 1e-3, 0, result);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertTrue(least < ALLOCATED_BYTES, "allocated " + least + " bytes");
    }
  }

  @Test
  void hostileArgumentsAreRefused() {
    try (Engine engine = Engine.start(1)) {
      Shape shape = Shape.of(2, 25);
      QuantizedWeight weight = weight(shape, new Grouping.Channelwise(), 3, engine);
      Tensor zero = Tensor.zeros(shape);
      Tensor other = Tensor.zeros(Shape.of(25, 2));
      assertThrows(IllegalArgumentException.class, () -> weight.basisStep(other, 1e-3, zero));
      assertThrows(IllegalArgumentException.class, () -> weight.basisStep(zero, -1, zero));
      assertThrows(IllegalArgumentException.class, () -> weight.basisStep(zero, Double.NaN, zero));
      assertThrows(
          IllegalArgumentException.class, () -> weight.coordinateStep(zero, 1e-3, -1, zero));
      assertThrows(IllegalArgumentException.class, () -> weight.basisStep(zero, 1e-3, other));
      assertThrows(IllegalArgumentException.class, () -> weight.setFloatCopy(other));
      assertThrows(IllegalArgumentException.class, () -> weight.reconstruct(other));
      assertThrows(IllegalArgumentException.class, () -> weight.setSteps(-1));
      assertThrows(
          IllegalStateException.class,
          () ->
              weight.straightThroughStep(zero, 0, StraightThrough.Projection.RECONSTRUCTION, zero));
      assertEquals(0, weight.steps());
      Tensor broken = Tensor.zeros(shape);
      broken.data()[3] = Float.NaN;
      NumericException failure =
          assertThrows(NumericException.class, () -> weight.basisStep(broken, 1e-3, zero));
      assertTrue(String.valueOf(failure.getMessage()).contains("layer"), failure.getMessage());
    }
  }

  @Test
  void momentsFollowTheirDefinition() {
    AmsGradMoments moments = new AmsGradMoments(2);
    double m = 0;
    double v = 0;
    double largest = 0;
    QuadraticModel model = new QuadraticModel(2, KERNELS);
    for (int t = 1; t <= 20; t++) {
      float gradient = t < 5 ? 3f : 0.5f / t;
      moments.update(new float[] {gradient, 0});
      m = 0.9 * m + 0.1 * gradient;
      v = 0.999 * v + 0.001 * gradient * gradient;
      largest = Math.max(largest, v);
      model.compute(moments, 0, 2, QuadraticModel.Scale.at(0.01, t));
      double g = 0.01 / (1 - Math.pow(0.9, t)) * m;
      double h = (Math.sqrt(largest) + 1e-8) / Math.sqrt(1 - Math.pow(0.999, t));
      assertEquals(g, model.g()[0], 1e-6 * g, "t " + t);
      assertEquals(h, model.h()[0], 1e-5 * h, "t " + t);
      assertEquals(0, model.g()[1]);
      assertTrue(model.h()[1] > 0, "t " + t);
    }
    assertThrows(IllegalArgumentException.class, () -> moments.update(new float[3]));
    assertThrows(IndexOutOfBoundsException.class, () -> moments.remove(2, 2));
    moments.remove(0, 2);
    assertEquals(0, moments.vMax()[0]);
  }
}
