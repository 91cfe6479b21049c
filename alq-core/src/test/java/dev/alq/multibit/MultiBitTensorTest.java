package dev.alq.multibit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MultiBitTensorTest {

  private static final long SEED = 20260;

  /** Group sizes 25, 27 and 147 and a kernelwise layer with several input channels among them. */
  private static List<MultiBitTensor> examples() {
    return List.of(
        random(Shape.of(3, 5, 5, 4), new Grouping.Kernelwise(), 6),
        random(Shape.of(4, 3, 3, 3), new Grouping.Channelwise(), 8),
        random(Shape.of(2, 7, 7, 3), new Grouping.Channelwise(), 5),
        random(Shape.of(2, 3, 3, 40), new Grouping.Pixelwise(), 4),
        random(Shape.of(5, 12), new Grouping.Subchannelwise(3), 8),
        random(Shape.of(6, 1), new Grouping.Channelwise(), 8));
  }

  private static MultiBitTensor random(Shape shape, Grouping grouping, int maxBitwidth) {
    SplittableRandom random = Seeds.generator(SEED, shape.size(), maxBitwidth);
    MultiBitTensor values = new MultiBitTensor(shape, grouping, maxBitwidth);
    for (int group = 0; group < values.layout().groups(); group++) {
      int bitwidth = random.nextInt(values.maxBitwidth() + 1);
      float[] coordinates = new float[bitwidth];
      for (int i = 0; i < bitwidth; i++) {
        coordinates[i] = random.nextFloat();
      }
      byte[] codes = new byte[values.layout().size()];
      for (int j = 0; j < codes.length; j++) {
        codes[j] = (byte) random.nextInt(1 << bitwidth);
      }
      values.setGroup(group, coordinates, codes);
    }
    return values;
  }

  private static float[] weights(MultiBitTensor values) {
    float[] weights = new float[values.shape().size()];
    values.reconstruct(weights);
    return weights;
  }

  @Test
  void reconstructsBTimesAlpha() {
    for (MultiBitTensor values : examples()) {
      float[] weights = weights(values);
      for (int group = 0; group < values.layout().groups(); group++) {
        for (int j = 0; j < values.layout().size(); j++) {
          double sum = 0;
          for (int i = 0; i < values.bitwidth(group); i++) {
            int sign = ((values.code(group, j) >>> i) & 1) != 0 ? 1 : -1;
            sum += sign * (double) values.coordinate(group, i);
          }
          assertEquals((float) sum, weights[values.layout().index(group, j)], values.toString());
        }
      }
    }
  }

  @Test
  void aGroupIsTakenOutAsItWasPutIn() {
    MultiBitTensor values = new MultiBitTensor(Shape.of(2, 3), new Grouping.Channelwise(), 3);
    values.setGroup(1, new float[] {0.5f, 2}, new byte[] {0, 3, 1});
    float[] coordinates = values.coordinatesOf(1);
    byte[] codes = values.codesOf(1);
    assertArrayEquals(new float[] {0.5f, 2}, coordinates);
    assertArrayEquals(new byte[] {0, 3, 1}, codes);
    assertEquals(0, values.coordinatesOf(0).length);
    assertArrayEquals(new byte[3], values.codesOf(0));
    coordinates[0] = 9;
    codes[0] = 2;
    assertEquals(0.5f, values.coordinate(1, 0));
    assertEquals(0, values.code(1, 0));
    for (int group : new int[] {-1, 2}) {
      assertThrows(IndexOutOfBoundsException.class, () -> values.coordinatesOf(group));
      assertThrows(IndexOutOfBoundsException.class, () -> values.codesOf(group));
    }
  }

  @Test
  void flippingLeavesTheWeightsBitForBit() {
    for (MultiBitTensor values : examples()) {
      float[] before = weights(values);
      for (int group = 0; group < values.layout().groups(); group++) {
        for (int i = 0; i < values.bitwidth(group); i += 2) {
          values.flip(group, i);
        }
      }
      assertArrayEquals(before, weights(values), values.toString());
      for (int group = 0; group < values.layout().groups(); group++) {
        values.makeNonNegative(group);
        for (int i = 0; i < values.bitwidth(group); i++) {
          assertTrue(values.coordinate(group, i) >= 0, values.toString());
        }
      }
      assertArrayEquals(before, weights(values), values.toString());
    }
  }

  @Test
  void pruningSubtractsTheBasis() {
    for (MultiBitTensor values : examples()) {
      for (int group = 0; group < values.layout().groups(); group++) {
        while (values.bitwidth(group) > 0) {
          int basis = values.bitwidth(group) / 2;
          MultiBitTensor before = values.copy();
          float[] weightsBefore = weights(before);
          int coordinates = values.coordinates();
          values.prune(group, basis);
          assertEquals(coordinates - 1, values.coordinates(), values.toString());
          float[] weightsAfter = weights(values);
          for (int j = 0; j < values.layout().size(); j++) {
            int index = values.layout().index(group, j);
            int sign = ((before.code(group, j) >>> basis) & 1) != 0 ? 1 : -1;
            double expected =
                weightsBefore[index] - sign * (double) before.coordinate(group, basis);
            assertEquals(expected, weightsAfter[index], 2 * Math.ulp(8f), values.toString());
          }
        }
      }
      assertArrayEquals(new float[values.shape().size()], weights(values), values.toString());
    }
  }

  @Test
  void canonicalFormIsAscendingAndKeepsTheWeights() {
    for (MultiBitTensor values : examples()) {
      for (int group = 0; group < values.layout().groups(); group++) {
        if (values.bitwidth(group) > 0) {
          values.flip(group, 0);
        }
      }
      MultiBitTensor canonical = CanonicalForm.of(values);
      assertArrayEquals(weights(values), weights(canonical), 2 * Math.ulp(8f));
      for (int group = 0; group < values.layout().groups(); group++) {
        for (int i = 0; i < canonical.bitwidth(group); i++) {
          float below = i == 0 ? 0 : canonical.coordinate(group, i - 1);
          assertTrue(canonical.coordinate(group, i) >= below, values.toString());
        }
      }
    }
  }

  @Test
  void bitwidthIsCappedByTheGroupSize() {
    assertEquals(1, random(Shape.of(6, 1), new Grouping.Channelwise(), 8).maxBitwidth());
    assertEquals(4, random(Shape.of(5, 12), new Grouping.Subchannelwise(3), 8).maxBitwidth());
  }

  @Test
  void refusesWhatDoesNotFit() {
    Shape shape = Shape.of(2, 6);
    Grouping rows = new Grouping.Channelwise();
    assertThrows(IllegalArgumentException.class, () -> new MultiBitTensor(shape, rows, 0));
    assertThrows(IllegalArgumentException.class, () -> new MultiBitTensor(shape, rows, 9));
    MultiBitTensor values = new MultiBitTensor(shape, rows, 2);
    byte[] codes = new byte[6];
    float[] one = {1};
    assertThrows(IllegalArgumentException.class, () -> values.setGroup(0, new float[3], codes));
    assertThrows(IllegalArgumentException.class, () -> values.setGroup(0, one, new byte[5]));
    assertThrows(
        IllegalArgumentException.class, () -> values.setGroup(0, new float[] {Float.NaN}, codes));
    assertThrows(
        IllegalArgumentException.class,
        () -> values.setGroup(0, one, new byte[] {0, 0, 0, 0, 0, 2}));
    assertThrows(IndexOutOfBoundsException.class, () -> values.setGroup(2, one, codes));
    assertThrows(IndexOutOfBoundsException.class, () -> values.prune(0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> values.flip(1, 0));
    assertThrows(IllegalArgumentException.class, () -> values.reconstruct(new float[11]));
  }

  @Test
  void countsStorage() {
    MultiBitTensor values = new MultiBitTensor(Shape.of(3, 10), new Grouping.Channelwise(), 8);
    assertEquals(0, StorageCost.of(values).bits());
    byte[] codes = new byte[10];
    values.setGroup(0, new float[] {1, 2, 3, 4}, codes);
    values.setGroup(2, new float[] {1}, codes);
    StorageCost cost = StorageCost.of(values);
    // 5 coordinates of 10 + 32 bits, and 3 groups of ⌈log2(5)⌉ bits.
    assertEquals(new StorageCost(30, 5, 50, 9), cost);
    assertEquals(50 + 160 + 9, cost.bits());
    assertEquals(28, cost.bytes());
    assertEquals(5.0 / 3, cost.averageBitwidth(), 1e-15);
    assertEquals(960.0 / 219, cost.compressionRate(), 1e-12);
    assertEquals(2 * 219, StorageCost.of(List.of(values, values)).bits());
    assertThrows(IllegalArgumentException.class, () -> StorageCost.of(List.of()));
  }

  @Test
  void sketchNeverGetsWorseWithMoreBases() {
    try (Engine engine = Engine.start(1)) {
      SplittableRandom random = Seeds.generator(SEED);
      Tensor weights = Tensor.zeros(Shape.of(4, 5, 5, 3));
      for (int k = 0; k < weights.size(); k++) {
        weights.data()[k] = (float) random.nextDouble(-1, 1);
      }
      double last = Double.POSITIVE_INFINITY;
      for (int bits = 1; bits <= MultiBitTensor.MAX_BITWIDTH; bits++) {
        MultiBitTensor sketch = new Sketch(bits).apply(weights, new Grouping.Kernelwise(), engine);
        float[] values = weights(sketch);
        double error = 0;
        for (int k = 0; k < values.length; k++) {
          error += Math.pow((double) weights.data()[k] - values[k], 2);
        }
        assertTrue(error < last, "seed " + SEED + ", " + bits + " bits: " + error);
        last = error;
      }
      assertThrows(IllegalArgumentException.class, () -> new Sketch(4, -1));
      assertThrows(IllegalArgumentException.class, () -> new Sketch(4, Double.NaN));
      weights.data()[7] = Float.POSITIVE_INFINITY;
      assertThrows(
          IllegalArgumentException.class,
          () -> new Sketch(2).apply(weights, new Grouping.Kernelwise(), engine));
    }
  }

  @Test
  void sketchOfFewWeightsEndsWhenBasesDepend() {
    try (Engine engine = Engine.start(1)) {
      for (int n = 1; n <= 5; n++) {
        SplittableRandom random = Seeds.generator(SEED, n);
        Tensor weights = Tensor.zeros(Shape.of(200, n));
        for (int k = 0; k < weights.size(); k++) {
          weights.data()[k] = (float) random.nextDouble(-1, 1);
        }
        MultiBitTensor sketch = new Sketch(8, 0).apply(weights, new Grouping.Channelwise(), engine);
        float[] values = weights(sketch);
        for (int group = 0; group < 200; group++) {
          assertTrue(sketch.bitwidth(group) <= n, "seed " + SEED);
        }
        for (float value : values) {
          assertTrue(Math.abs(value) <= 4, "seed " + SEED + ", n " + n + ": " + value);
        }
      }
    }
  }
}
