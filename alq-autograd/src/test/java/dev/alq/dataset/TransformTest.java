package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransformTest {

  /** Colours that tell where a pixel came from: row + 1, column + 1, and 7. */
  private static Picture places(int height, int width) {
    byte[] levels = new byte[height * width * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        levels[(y * width + x) * 3] = (byte) (y + 1);
        levels[(y * width + x) * 3 + 1] = (byte) (x + 1);
        levels[(y * width + x) * 3 + 2] = 7;
      }
    }
    return new Picture(height, width, 3, levels);
  }

  private static int level(Picture picture, int y, int x, int c) {
    return Byte.toUnsignedInt(picture.levels()[(y * picture.width() + x) * 3 + c]);
  }

  private static void assertWindow(Picture part, int top, int left, String hint) {
    for (int y = 0; y < part.height(); y++) {
      for (int x = 0; x < part.width(); x++) {
        boolean inside = y + top >= 0 && y + top < 6 && x + left >= 0 && x + left < 9;
        assertEquals(inside ? y + top + 1 : 0, level(part, y, x, 0), hint);
        assertEquals(inside ? x + left + 1 : 0, level(part, y, x, 1), hint);
        assertEquals(inside ? 7 : 0, level(part, y, x, 2), hint);
      }
    }
  }

  @Test
  void aWindowIsBlackOutside() {
    for (int top = -9; top <= 9; top++) {
      for (int left = -12; left <= 12; left++) {
        Picture part = places(6, 9).window(top, left, 5, 4);
        assertWindow(part, top, left, top + ", " + left);
      }
    }
  }

  @Test
  void padAndCropReachesEveryPlaceAndNoOther() {
    Transform transform = new Transform.PadAndCrop(2);
    Picture picture = places(6, 9);
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < 1000; seed++) {
      Picture result = transform.apply(picture, seed);
      int top = level(result, 3, 4, 0) - 4;
      int left = level(result, 3, 4, 1) - 5;
      assertTrue(Math.abs(top) <= 2 && Math.abs(left) <= 2, "seed " + seed);
      assertWindow(result, top, left, "seed " + seed);
      assertArrayEquals(result.levels(), transform.apply(picture, seed).levels());
      seen.add(top + ", " + left);
    }
    assertEquals(25, seen.size());
  }

  @Test
  void halfOfThePicturesAreFlipped() {
    Transform transform = new Transform.HorizontalFlip();
    Picture picture = places(6, 9);
    int flipped = 0;
    for (long seed = 0; seed < 2000; seed++) {
      Picture result = transform.apply(picture, seed);
      boolean mirrored = level(result, 0, 0, 1) == 9;
      flipped += mirrored ? 1 : 0;
      for (int x = 0; x < 9; x++) {
        assertEquals(mirrored ? 9 - x : x + 1, level(result, 5, x, 1), "seed " + seed);
        assertEquals(6, level(result, 5, x, 0), "seed " + seed);
      }
    }
    assertEquals(1000, flipped, 5 * Math.sqrt(2000 * 0.25)); // five standard deviations
  }

  @Test
  void randomPartsHaveTheirAreaAndProportions() {
    int seeds = 500;
    double mean = 0;
    for (long seed = 0; seed < seeds; seed++) {
      // At 100 pixels, levels 0 … 199 of both axes tell where the corners of the part lie.
      Picture result = new Transform.RandomResizedCrop(100).apply(ramp(200), seed);
      assertEquals(100, result.height());
      assertEquals(100, result.width());
      double rows = (level(result, 99, 50, 0) - level(result, 0, 50, 0)) / 0.99 + 1;
      double columns = (level(result, 50, 99, 1) - level(result, 50, 0, 1)) / 0.99 + 1;
      double area = rows * columns / 40_000;
      mean += area / seeds;
      assertTrue(area > 0.07 && area < 1.02, "seed " + seed + ": area " + area);
      double ratio = columns / rows;
      assertTrue(ratio > 0.72 && ratio < 1.39, "seed " + seed + ": ratio " + ratio);
    }
    // Of l = |log(ratio)|, uniform up to log(4/3), and an area a, uniform from 0.08, those with
    // a ≤ exp(-l) fit into a square: the mean of a is ∫(exp(-2l) - 0.08²)/2 dl / ∫(exp(-l) - 0.08)
    // dl.
    double log = Math.log(4.0 / 3);
    double expected = ((1 - 9.0 / 16) / 2 - 0.0064 * log) / 2 / (1 - 0.75 - 0.08 * log);
    assertEquals(expected, mean, 5 * 0.25 / Math.sqrt(seeds));
  }

  private static Picture ramp(int side) {
    byte[] levels = new byte[side * side * 3];
    for (int p = 0; p < side * side; p++) {
      levels[3 * p] = (byte) (p / side);
      levels[3 * p + 1] = (byte) (p % side);
    }
    return new Picture(side, side, 3, levels);
  }

  @Test
  void whereNoAttemptFitsTheMiddleIsTaken() {
    Picture strip = places(2, 200);
    for (long seed = 0; seed < 20; seed++) {
      Picture result = new Transform.RandomResizedCrop(2, 1, 1.5).apply(strip, seed);
      assertEquals(2, result.width());
      // The middle three columns hold 99 to 101 (one-based); two of them average 1.5 columns each.
      assertEquals(99, level(result, 0, 0, 1), 1.5, "seed " + seed);
      assertEquals(101, level(result, 0, 1, 1), 1.5, "seed " + seed);
    }
  }

  @Test
  void resizingKeepsProportionsAndCroppingTakesTheMiddle() {
    Picture resized = new Transform.Resize(4).apply(places(6, 9), 1);
    assertEquals(4, resized.height());
    assertEquals(6, resized.width());
    Picture upright = new Transform.Resize(10).apply(places(9, 6), 1);
    assertEquals(15, upright.height());
    assertEquals(10, upright.width());
    Picture middle = new Transform.CentreCrop(2, 3).apply(places(6, 9), 1);
    assertWindow(middle, 2, 3, "middle");
    Picture padded = new Transform.CentreCrop(8, 11).apply(places(6, 9), 1);
    assertWindow(padded, -1, -1, "padded");
    Picture same = places(6, 9);
    assertSame(same, new Transform.Resize(6).apply(same, 1));
    assertSame(same, new Transform.CentreCrop(6, 9).apply(same, 1));
  }

  @Test
  void averagesAreRoundedToTheNearestLevel() {
    Picture two = new Picture(1, 2, 1, new byte[] {10, (byte) 201});
    assertArrayEquals(new byte[] {106}, two.resized(1, 1).levels());
    Picture clamped = Picture.of(1, 2, 1, new float[] {-3, 300});
    assertArrayEquals(new byte[] {0, (byte) 255}, clamped.levels());
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Transform.PadAndCrop(0));
    assertThrows(IllegalArgumentException.class, () -> new Transform.Resize(0));
    assertThrows(IllegalArgumentException.class, () -> new Transform.CentreCrop(1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Transform.RandomResizedCrop(0));
    assertThrows(
        IllegalArgumentException.class, () -> new Transform.RandomResizedCrop(1, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new Transform.RandomResizedCrop(1, 1, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new Picture(2, 2, 3, new byte[11]));
  }
}
