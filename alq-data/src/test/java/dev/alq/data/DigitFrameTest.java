package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class DigitFrameTest {

  private static final int SIDE = 28;

  /** A picture of one level with a box of another. */
  private static BufferedImage boxed(
      int width, int height, int ground, int ink, int x, int y, int boxWidth, int boxHeight) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        boolean inside = column >= x && column < x + boxWidth && row >= y && row < y + boxHeight;
        image.getRaster().setSample(column, row, 0, inside ? ink : ground);
      }
    }
    return image;
  }

  private static float[] place(BufferedImage image, Ink ink) {
    return DigitFrame.place(new PixelRows(image), ink, SIDE, SIDE);
  }

  /** Levels of a box in the frame. */
  private static float[] frame(int x, int y, int boxWidth, int boxHeight) {
    float[] frame = new float[SIDE * SIDE];
    for (int row = y; row < y + boxHeight; row++) {
      for (int column = x; column < x + boxWidth; column++) {
        frame[row * SIDE + column] = 255;
      }
    }
    return frame;
  }

  @Test
  void longerSideTakesTwentyPixelsInTheMiddle() {
    assertArrayEquals(
        frame(9, 4, 10, 20),
        place(boxed(200, 150, 0, 255, 7, 11, 50, 100), Ink.LIGHT_ON_DARK),
        1e-3f);
    assertArrayEquals(
        frame(4, 12, 20, 4), place(boxed(60, 9, 0, 255, 40, 3, 10, 2), Ink.LIGHT_ON_DARK), 1e-3f);
  }

  @Test
  void inkAndContrastDoNotMatter() {
    float[] expected = frame(9, 4, 10, 20);
    assertArrayEquals(
        expected, place(boxed(90, 90, 230, 40, 30, 20, 20, 40), Ink.DARK_ON_LIGHT), 1e-3f);
    assertArrayEquals(
        expected, place(boxed(90, 90, 30, 60, 30, 20, 20, 40), Ink.LIGHT_ON_DARK), 1e-3f);
  }

  /** An L: its mass is low and left, so its box stands high and right in the frame. */
  @Test
  void centreOfMassIsTheCentre() {
    BufferedImage letter = boxed(120, 120, 0, 255, 30, 30, 6, 40);
    for (int y = 64; y < 70; y++) {
      for (int x = 30; x < 70; x++) {
        letter.getRaster().setSample(x, y, 0, 255);
      }
    }
    float[] frame = place(letter, Ink.LIGHT_ON_DARK);
    double mass = 0;
    double alongX = 0;
    double alongY = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        mass += frame[y * SIDE + x];
        alongX += frame[y * SIDE + x] * (x + 0.5);
        alongY += frame[y * SIDE + x] * (y + 0.5);
      }
    }
    assertEquals(SIDE / 2.0, alongX / mass, 0.5);
    assertEquals(SIDE / 2.0, alongY / mass, 0.5);
    assertTrue(frame[27 * SIDE + 27] == 0 && frame[0] == 0, "the corners stay empty");
  }

  @Test
  void blankPictureIsRefused() {
    BufferedImage faint = boxed(40, 40, 100, 110, 10, 10, 10, 10);
    for (Ink ink : Ink.values()) {
      assertThrows(IllegalArgumentException.class, () -> place(faint, ink));
    }
    BufferedImage onlyDark = boxed(40, 40, 200, 20, 10, 10, 10, 10);
    assertThrows(IllegalArgumentException.class, () -> place(onlyDark, Ink.LIGHT_ON_DARK));
  }

  @Test
  void partOfAPictureIsReadAsItStands() {
    BufferedImage image = boxed(20, 10, 5, 90, 12, 3, 4, 2);
    PixelRows part = new PixelRows(image).crop(11, 3, 6, 2);
    float[] row = new float[6];
    part.read(1, 1, row);
    assertArrayEquals(new float[] {5, 90, 90, 90, 90, 5}, row);
    assertEquals(2, part.height());
  }
}
