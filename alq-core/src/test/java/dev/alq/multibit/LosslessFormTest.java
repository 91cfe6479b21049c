package dev.alq.multibit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LosslessFormTest {

  private static final long SEED = 20_200_622;
  private static final int SAMPLES = 500;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private static double weight(LosslessForm.Group group, int j) {
    return weight(group.coordinates(), group.codes()[j]);
  }

  private static double weight(float[] coordinates, byte code) {
    double sum = 0;
    for (int i = 0; i < coordinates.length; i++) {
      sum += (code >>> i & 1) == 0 ? -coordinates[i] : coordinates[i];
    }
    return sum;
  }

  private byte[] codes(int size, int bitwidth) {
    byte[] codes = new byte[size];
    for (int j = 0; j < size; j++) {
      codes[j] = (byte) random.nextInt(1 << bitwidth);
    }
    return codes;
  }

  private float[] coordinates(int bitwidth) {
    float[] coordinates = new float[bitwidth];
    for (int i = 0; i < bitwidth; i++) {
      coordinates[i] = (float) random.nextDouble(0, 1);
    }
    return coordinates;
  }

  private static LosslessForm.Group requireSame(float[] coordinates, byte[] codes) {
    float[] before = coordinates.clone();
    byte[] codesBefore = codes.clone();
    LosslessForm.Group reduced = LosslessForm.of(coordinates, codes);
    assertArrayEquals(before, coordinates);
    assertArrayEquals(codesBefore, codes);
    double total = 0;
    for (float coordinate : coordinates) {
      total += coordinate;
    }
    for (int j = 0; j < codes.length; j++) {
      double expected = weight(coordinates, codes[j]);
      assertEquals(expected, weight(reduced, j), 16 * 0x1p-24 * total, "seed " + SEED);
      assertTrue((reduced.codes()[j] & 0xFF) < 1 << reduced.coordinates().length, "seed " + SEED);
    }
    for (float coordinate : reduced.coordinates()) {
      assertTrue(coordinate >= 0, "seed " + SEED);
    }
    assertTrue(reduced.coordinates().length <= coordinates.length, "seed " + SEED);
    return reduced;
  }

  /** On a grid magnitudes are sums of each other's distances, and coordinates become 0. */
  @Test
  void noCoordinateIsZeroAndNothingIsLeftToReduce() {
    int met = 0;
    for (int sample = 0; sample < 100 * SAMPLES; sample++) {
      int bitwidth = random.nextInt(1, 6);
      float[] coordinates = new float[bitwidth];
      for (int i = 0; i < bitwidth; i++) {
        coordinates[i] = 0.25f * random.nextInt(1, 12);
      }
      byte[] codes = codes(random.nextInt(2, 7), bitwidth);
      LosslessForm.Group reduced = requireSame(coordinates, codes);
      for (float coordinate : reduced.coordinates()) {
        assertTrue(coordinate > 0, "seed " + SEED);
      }
      LosslessForm.Group again = LosslessForm.of(reduced.coordinates(), reduced.codes());
      assertArrayEquals(reduced.coordinates(), again.coordinates(), "seed " + SEED);
      assertArrayEquals(reduced.codes(), again.codes(), "seed " + SEED);
      met += reduced.coordinates().length < bitwidth ? 1 : 0;
    }
    assertTrue(met > SAMPLES, "groups that were reduced: " + met);
  }

  @Test
  void weightsStayAsTheyAre() {
    for (int sample = 0; sample < SAMPLES; sample++) {
      int bitwidth = random.nextInt(9);
      byte[] codes = codes(1 + random.nextInt(40), bitwidth);
      LosslessForm.Group reduced = requireSame(coordinates(bitwidth), codes);
      assertTrue(reduced.coordinates().length <= codes.length, "seed " + SEED);
      LosslessForm.Group again = LosslessForm.of(reduced.coordinates(), reduced.codes());
      assertEquals(reduced.coordinates().length, again.coordinates().length, "seed " + SEED);
    }
  }

  /** The first form has two coordinates that rounding made equal, and one basis for both. */
  @Test
  void whatRoundingMadeEqualIsFoundToo() {
    float[] coordinates = {
      0, 0.37322202f, 0.31482887f, 0.0773405f, 0.0773405f, 0.73444915f, 0.73444915f
    };
    LosslessForm.Group reduced = requireSame(coordinates, new byte[] {85, 34, 82, 16});
    assertEquals(3, reduced.coordinates().length);
    LosslessForm.Group again = LosslessForm.of(reduced.coordinates(), reduced.codes());
    assertArrayEquals(reduced.coordinates(), again.coordinates());
  }

  @Test
  void basesWithoutPurposeAreFound() {
    for (int sample = 0; sample < SAMPLES; sample++) {
      byte[] codes = codes(300, 3);
      for (int j = 0; j < codes.length; j++) {
        int equal = codes[j] & 1;
        int opposite = (codes[j] >>> 1 & 1) ^ 1;
        codes[j] |= (byte) (equal << 3 | opposite << 4 | random.nextInt(2) << 5);
      }
      float[] coordinates = coordinates(6);
      coordinates[5] = 0;
      assertEquals(3, requireSame(coordinates, codes).coordinates().length, "seed " + SEED);
    }
  }

  @Test
  void oppositeBasesOfEqualCoordinatesLeaveNothing() {
    byte[] codes = codes(50, 1);
    for (int j = 0; j < codes.length; j++) {
      codes[j] |= (byte) ((codes[j] ^ 1) << 1);
    }
    LosslessForm.Group reduced = requireSame(new float[] {0.3f, 0.3f}, codes);
    assertEquals(0, reduced.coordinates().length);
  }

  /** k magnitudes take k bases, whatever the bases were. */
  @Test
  void fewMagnitudesTakeFewBases() {
    for (int most = 1; most <= 4; most++) {
      float[] coordinates = coordinates(6);
      byte[] chosen = new byte[most];
      IntStream.range(0, most).forEach(k -> chosen[k] = (byte) random.nextInt(32));
      byte[] codes = new byte[200];
      for (int j = 0; j < codes.length; j++) {
        byte code = chosen[random.nextInt(most)];
        codes[j] = (byte) (random.nextBoolean() ? code : code ^ 0x3F);
      }
      int bases = requireSame(coordinates, codes).coordinates().length;
      assertTrue(bases <= most, bases + " bases for " + most + ", seed " + SEED);
    }
  }

  @Test
  void wholeTensors() {
    MultiBitTensor weights = new MultiBitTensor(Shape.of(3, 4), new Grouping.Channelwise(), 4);
    weights.setGroup(0, new float[] {0.25f, -0.5f}, new byte[] {0, 0, 3, 3});
    weights.setGroup(2, new float[] {0.25f, 0.5f}, new byte[] {0, 1, 2, 3});
    MultiBitTensor reduced = LosslessForm.of(weights);
    assertEquals(1, reduced.bitwidth(0));
    assertEquals(0, reduced.bitwidth(1));
    assertEquals(2, reduced.bitwidth(2));
    float[] expected = new float[12];
    float[] actual = new float[12];
    weights.reconstruct(expected);
    reduced.reconstruct(actual);
    assertArrayEquals(expected, actual);
  }
}
