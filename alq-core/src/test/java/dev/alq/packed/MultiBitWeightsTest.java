package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.bits.BitMatrix;
import dev.alq.multibit.CanonicalForm;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultiBitWeightsTest {

  private static final long SEED = 5_501L;

  /** A shape and how it is grouped; the sizes of groups run from 1 to 147 with odd ones. */
  record Grouped(Shape shape, Grouping grouping) {}

  static List<Grouped> groupings() {
    return List.of(
        new Grouped(Shape.of(5, 7, 7, 3), new Grouping.Channelwise()),
        new Grouped(Shape.of(6, 129), new Grouping.Channelwise()),
        new Grouped(Shape.of(4, 5, 5, 3), new Grouping.Kernelwise()),
        new Grouped(Shape.of(4, 1, 1, 3), new Grouping.Kernelwise()),
        new Grouped(Shape.of(3, 3, 3, 65), new Grouping.Pixelwise()),
        new Grouped(Shape.of(2, 3, 2, 1), new Grouping.Pixelwise()),
        new Grouped(Shape.of(7, 128), new Grouping.Subchannelwise(2)),
        new Grouped(Shape.of(3, 27), new Grouping.Subchannelwise(3)));
  }

  @ParameterizedTest
  @MethodSource("groupings")
  void packingIsUndoneBitForBit(Grouped grouped) {
    for (int maxBitwidth = 1; maxBitwidth <= MultiBitTensor.MAX_BITWIDTH; maxBitwidth++) {
      long seed = SEED + maxBitwidth;
      MultiBitTensor weights =
          SampleModels.randomWeights(grouped.shape(), grouped.grouping(), maxBitwidth, seed);
      MultiBitTensor canonical = CanonicalForm.of(weights);
      MultiBitWeights packed = MultiBitWeights.of(weights);
      String where = grouped + ", seed " + seed;
      float[] expected = SampleModels.reconstruct(canonical).data();
      assertArrayEquals(bits(expected), bits(packed.reconstruct().data()), where);
      // Coordinates of similar size add up exactly in double, so not even the order shows.
      float[] trained = SampleModels.reconstruct(weights).data();
      assertArrayEquals(bits(trained), bits(packed.reconstruct().data()), where);
      assertEquals(weights.coordinates(), packed.coordinates().length, where);
      MultiBitTensor unpacked = packed.unpack();
      for (int g = 0; g < weights.layout().groups(); g++) {
        assertEquals(canonical.bitwidth(g), unpacked.bitwidth(g), where);
        for (int i = 0; i < canonical.bitwidth(g); i++) {
          assertEquals(canonical.coordinate(g, i), unpacked.coordinate(g, i), where);
        }
        for (int j = 0; j < weights.layout().size(); j++) {
          assertEquals(canonical.code(g, j), unpacked.code(g, j), where);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("groupings")
  void aLayerWithoutCoordinatesIsZero(Grouped grouped) {
    MultiBitWeights packed =
        MultiBitWeights.of(new MultiBitTensor(grouped.shape(), grouped.grouping(), 3));
    assertEquals(0, packed.coordinates().length);
    assertEquals(0, packed.planes().rows());
    assertArrayEquals(bits(new float[grouped.shape().size()]), bits(packed.reconstruct().data()));
  }

  @Test
  void theInputIsNotModified() {
    Shape shape = Shape.of(3, 9);
    MultiBitTensor weights = SampleModels.randomWeights(shape, new Grouping.Channelwise(), 4, SEED);
    float[] coordinates = weights.coordinateSlots().clone();
    byte[] codes = weights.codes().clone();
    MultiBitWeights.of(weights);
    assertArrayEquals(coordinates, weights.coordinateSlots());
    assertArrayEquals(codes, weights.codes());
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    Shape shape = Shape.of(2, 5);
    BitMatrix planes = new BitMatrix(3, 5);
    float[] alpha = {0.5f, 0.25f, 0.75f};
    assertTrue(make(shape, new byte[] {1, 2}, alpha, planes).reconstruct().size() == 10);
    refused(shape, new byte[] {1, 2, 0}, alpha, planes);
    refused(shape, new byte[] {1, 1}, alpha, planes);
    refused(shape, new byte[] {1, -1}, alpha, planes);
    refused(shape, new byte[] {0, 6}, new float[6], new BitMatrix(6, 5));
    refused(shape, new byte[] {1, 2}, alpha, new BitMatrix(2, 5));
    refused(shape, new byte[] {1, 2}, alpha, new BitMatrix(3, 4));
    refused(shape, new byte[] {1, 2}, new float[] {0.5f, 0.75f, 0.25f}, planes);
    refused(shape, new byte[] {1, 2}, new float[] {-0.5f, 0.25f, 0.75f}, planes);
    refused(shape, new byte[] {1, 2}, new float[] {Float.NaN, 0.25f, 0.75f}, planes);
    refused(shape, new byte[] {1, 2}, new float[] {0.5f, 0.25f, Float.POSITIVE_INFINITY}, planes);
  }

  private static void refused(Shape shape, byte[] bitwidths, float[] alpha, BitMatrix planes) {
    assertThrows(IllegalArgumentException.class, () -> make(shape, bitwidths, alpha, planes));
  }

  private static MultiBitWeights make(
      Shape shape, byte[] bitwidths, float[] alpha, BitMatrix planes) {
    return new MultiBitWeights(shape, new Grouping.Channelwise(), bitwidths, alpha, planes);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
