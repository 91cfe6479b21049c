package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Seeds;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SyntheticDigitsTest {

  private static final long SEED = 42;

  @Test
  void theHashIsTheSameOnEveryMachine() {
    assertEquals(
        "e002288441b4a6bed86ab26b3dece0d4315080500bf3b3bc6ef1c0120149587c",
        SyntheticDigits.of(SEED, 1000).contentHash());
  }

  @Test
  void anImageIsAFunctionOfSeedAndIndex() {
    ByteImages few = SyntheticDigits.of(SEED, 25);
    ByteImages many = SyntheticDigits.of(SEED, 60);
    ByteImages other = SyntheticDigits.of(SEED + 1, 25);
    DigitPainter painter = new DigitPainter();
    byte[] alone = new byte[784];
    for (int i = 24; i >= 0; i--) {
      painter.paint(i % 10, Seeds.generator(SEED, i), alone, 0);
      assertArrayEquals(alone, few.levels(i));
      assertArrayEquals(alone, many.levels(i));
      assertFalse(Arrays.equals(alone, other.levels(i)), "image " + i);
    }
    assertNotEquals(few.contentHash(), other.contentHash());
  }

  @Test
  void classesAreBalanced() {
    ByteImages digits = SyntheticDigits.of(SEED, 1000);
    int[] count = new int[10];
    for (int i = 0; i < digits.size(); i++) {
      count[digits.label(i)]++;
    }
    int[] hundreds = new int[10];
    Arrays.fill(hundreds, 100);
    assertArrayEquals(hundreds, count);
  }

  @Test
  void everyImageShowsInkOnAFreeBorder() {
    ByteImages digits = SyntheticDigits.of(SEED, 500);
    for (int i = 0; i < digits.size(); i++) {
      byte[] image = digits.levels(i);
      int bright = 0;
      int brightOnBorder = 0;
      for (int p = 0; p < 784; p++) {
        if (Byte.toUnsignedInt(image[p]) > 100) {
          bright++;
          boolean border = p < 28 || p >= 756 || p % 28 == 0 || p % 28 == 27;
          brightOnBorder += border ? 1 : 0;
        }
      }
      String which = "image " + i + " of seed " + SEED;
      assertTrue(bright > 15 && bright < 400, bright + " bright pixels in " + which);
      assertEquals(0, brightOnBorder, which);
    }
  }

  @Test
  void imagesOfAClassDiffer() {
    ByteImages digits = SyntheticDigits.of(SEED, 400);
    for (int i = 0; i < 390; i++) {
      byte[] image = digits.levels(i);
      byte[] next = digits.levels(i + 10);
      int different = 0;
      for (int p = 0; p < 784; p++) {
        different += Math.abs((image[p] & 0xFF) - (next[p] & 0xFF)) > 60 ? 1 : 0;
      }
      assertTrue(different > 10, different + " pixels differ, image " + i + " of seed " + SEED);
    }
  }

  @Test
  void figuresResembleThoseOfMnist() {
    ByteImages digits = SyntheticDigits.of(SEED, 2000);
    double sum = 0;
    double squares = 0;
    float[] image = new float[784];
    for (int i = 0; i < digits.size(); i++) {
      digits.image(i, 0, image, 0);
      for (float x : image) {
        sum += x;
        squares += (double) x * x;
      }
    }
    double n = 784.0 * digits.size();
    assertEquals(0, sum / n, 0.15);
    assertEquals(1, Math.sqrt(squares / n), 0.15);
  }

  /** The nearest of some drawn digits, pixel by pixel, is right far more often than by chance. */
  @Test
  void theClassCanBeSeenFromTheImage() {
    ByteImages known = SyntheticDigits.of(SEED, 2000);
    ByteImages asked = SyntheticDigits.of(SEED + 1, 200);
    float[][] images = new float[known.size()][784];
    for (int i = 0; i < images.length; i++) {
      known.image(i, 0, images[i], 0);
    }
    float[] image = new float[784];
    int right = 0;
    for (int i = 0; i < asked.size(); i++) {
      asked.image(i, 0, image, 0);
      right += known.label(nearest(images, image)) == asked.label(i) ? 1 : 0;
    }
    assertTrue(right > 150 && right < 200, right + " of 200 right");
  }

  private static int nearest(float[][] images, float[] image) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < images.length; i++) {
      double distance = 0;
      for (int p = 0; p < image.length; p++) {
        double difference = images[i][p] - image[p];
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  @Test
  void sizesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> SyntheticDigits.of(SEED, 0));
    assertThrows(IllegalArgumentException.class, () -> SyntheticDigits.of(SEED, 1 << 24));
    assertEquals(Mnist.preprocessing(), SyntheticDigits.preprocessing());
  }
}
