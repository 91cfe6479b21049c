package dev.alq.multibit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UniformSketchTest {

  private static final int SIZE = 25;
  private static final int GROUPS = 40;
  private static final Shape SHAPE = Shape.of(GROUPS, SIZE);
  private static final Grouping GROUPING = new Grouping.Channelwise();
  private static final long SEED = 99;

  @AutoClose private final Engine engine = Engine.start(2);

  private static Tensor weights() {
    Tensor weights = Tensor.zeros(SHAPE);
    SplittableRandom random = Seeds.generator(SEED);
    for (int k = 0; k < weights.size(); k++) {
      weights.data()[k] = (float) random.nextDouble(-1, 1) * (1 + (k / SIZE * 7) % 11);
    }
    return weights;
  }

  private static Tensor random(int groups, int size) {
    Tensor weights = Tensor.zeros(Shape.of(groups, size));
    SplittableRandom random = Seeds.generator(SEED);
    for (int k = 0; k < weights.size(); k++) {
      weights.data()[k] = (float) random.nextDouble(-1, 1);
    }
    return weights;
  }

  @Test
  void wholeBitwidthsAreThoseOfEveryGroup() {
    for (int bits = 1; bits <= 8; bits++) {
      MultiBitTensor values = new UniformSketch(bits).apply(weights(), GROUPING, engine);
      MultiBitTensor plain = new Sketch(bits, 0).apply(weights(), GROUPING, engine);
      for (int group = 0; group < GROUPS; group++) {
        assertEquals(bits, values.bitwidth(group), "group " + group);
      }
      assertArrayEquals(plain.codes(), values.codes());
      assertArrayEquals(plain.coordinateSlots(), values.coordinateSlots());
    }
  }

  @Test
  void otherBitwidthsAreMetAsEvenlyAsBasesAllow() {
    for (double bits : new double[] {0.4, 0.66, 1.4, 2.999, 0.01, 7.5}) {
      MultiBitTensor values = new UniformSketch(bits).apply(weights(), GROUPING, engine);
      assertEquals((int) Math.floor(bits * GROUPS), values.coordinates(), "bits " + bits);
      assertTrue(StorageCost.of(values).averageBitwidth() <= bits, "bits " + bits);
      for (int group = 0; group < GROUPS; group++) {
        int bitwidth = values.bitwidth(group);
        assertTrue(bitwidth == Math.floor(bits) || bitwidth == Math.ceil(bits), "bits " + bits);
      }
    }
  }

  /** 0.29 of 100, where the double that stands for 0.29 is a little less. */
  @Test
  void bitwidthsMeanTheDecimalsTheyAreWrittenWith() {
    assertEquals(29, DecimalProduct.floor(0.29, 100));
    assertEquals(57, DecimalProduct.floor(0.57, 100));
    assertEquals(230, DecimalProduct.floor(2.3, 100));
    assertEquals(124_845, DecimalProduct.floor(0.29, 430_500));
    assertEquals(0, DecimalProduct.floor(0.0099, 100));
    assertEquals(66, DecimalProduct.floor(0.66, 101));
    assertEquals(0, DecimalProduct.floor(0, 5));
    assertEquals(Long.MAX_VALUE - 1, DecimalProduct.floor(2, Long.MAX_VALUE / 2));
    assertEquals(Long.MAX_VALUE, DecimalProduct.floor(1e300, 3));
    Tensor weights = random(100, 2);
    for (double[] expected : new double[][] {{0.29, 29}, {0.57, 57}, {1.13, 113}, {2, 200}}) {
      MultiBitTensor values = new UniformSketch(expected[0]).apply(weights, GROUPING, engine);
      assertEquals((int) expected[1], values.coordinates(), "bits " + expected[0]);
    }
  }

  /** Two magnitudes are two bases, and what floats cannot tell from that is not worth a third. */
  @Test
  void noBasisIsSpentOnRounding() {
    Tensor weights = random(GROUPS, 27);
    float[] numbers = weights.data();
    for (int i = 0; i < numbers.length; i++) {
      int group = i / 27;
      float magnitude = i % 3 == 0 ? 0.3f + 0.01f * group : 0.1f;
      numbers[i] = Math.copySign(magnitude, numbers[i]);
    }
    MultiBitTensor values = new UniformSketch(4).apply(weights, GROUPING, engine);
    for (int group = 0; group < GROUPS; group++) {
      assertTrue(values.bitwidth(group) <= 2, "group " + group + ": " + values.bitwidth(group));
    }
  }

  /** One basis lowers the squared error of a group from Σw² by n·(mean|w|)². */
  @Test
  void belowOneBitTheGroupsStayThatOneBasisFitsBest() {
    Tensor weights = weights();
    List<double[]> gains = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      double sum = 0;
      for (int j = 0; j < SIZE; j++) {
        sum += Math.abs(weights.data()[group * SIZE + j]);
      }
      gains.add(new double[] {group, sum * sum / SIZE});
    }
    gains.sort(Comparator.comparingDouble(gain -> -gain[1]));
    MultiBitTensor values = new UniformSketch(0.4).apply(weights, GROUPING, engine);
    for (int rank = 0; rank < GROUPS; rank++) {
      int expected = rank < 16 ? 1 : 0;
      assertEquals(expected, values.bitwidth((int) gains.get(rank)[0]), "rank " + rank);
    }
  }

  @Test
  void groupsBetweenTwoBitwidthsAreSketchedForTheirs() {
    MultiBitTensor values = new UniformSketch(1.5).apply(weights(), GROUPING, engine);
    MultiBitTensor one = new Sketch(1, 0).apply(weights(), GROUPING, engine);
    MultiBitTensor two = new Sketch(2, 0).apply(weights(), GROUPING, engine);
    for (int group = 0; group < GROUPS; group++) {
      MultiBitTensor expected = values.bitwidth(group) == 1 ? one : two;
      for (int i = 0; i < values.bitwidth(group); i++) {
        assertEquals(expected.coordinate(group, i), values.coordinate(group, i));
      }
      for (int j = 0; j < SIZE; j++) {
        assertEquals(expected.code(group, j), values.code(group, j));
      }
    }
  }

  @Test
  void groupsOfZerosAndGroupsThatAreExactHaveFewerBases() {
    Tensor weights = weights();
    for (int j = 0; j < SIZE; j++) {
      weights.data()[j] = 0;
      weights.data()[SIZE + j] = j % 3 == 0 ? 0.5f : -0.5f;
    }
    MultiBitTensor values = new UniformSketch(3).apply(weights, GROUPING, engine);
    assertEquals(0, values.bitwidth(0));
    assertEquals(1, values.bitwidth(1));
    assertEquals(3, values.bitwidth(2));
  }

  @Test
  void bitwidthsOutOfRangeAreRefused() {
    for (double bits : new double[] {0, -1, 8.01, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new UniformSketch(bits), "" + bits);
    }
  }
}
