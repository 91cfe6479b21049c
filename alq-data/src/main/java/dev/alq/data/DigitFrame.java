package dev.alq.data;

import dev.alq.dataset.Resampler;

/**
 * Places a digit in its frame as the images of MNIST were made: cut out where the ink is, scaled so
 * that its longer side takes 20 of 28 pixels, and moved so that its centre of mass is the centre of
 * the frame (no further than to the frame's edge). Contrast is stretched: the mean of the border
 * becomes 0, the strongest ink 255.
 */
final class DigitFrame {

  private static final int BOX = 20;
  private static final int SIDE = 28;
  private static final float BRIGHTEST = 255;

  /** Below this difference of levels a picture counts as blank. */
  private static final float FAINTEST = 16;

  /** Share of the strongest ink from which on a pixel belongs to the digit. */
  private static final float INK = 0.5f;

  private final PixelRows pixels;
  private final float ground;
  private final float strongest;

  private DigitFrame(PixelRows pixels, Ink ink) {
    this.pixels = pixels;
    this.ground = border(pixels);
    this.strongest = extreme(pixels, ink);
    float contrast = ink == Ink.LIGHT_ON_DARK ? strongest - ground : ground - strongest;
    if (contrast < FAINTEST) {
      throw new IllegalArgumentException("no ink: nothing stands out from the picture's border");
    }
  }

  /**
   * Places a digit.
   *
   * @param pixels the picture
   * @param ink what it is drawn with
   * @param height rows of the frame
   * @param width columns of the frame
   * @return levels 0 … 255 of light ink on dark ground, row by row
   * @throws IllegalArgumentException if the picture is blank
   */
  static float[] place(PixelRows pixels, Ink ink, int height, int width) {
    DigitFrame frame = new DigitFrame(pixels, ink);
    PixelRows digit = frame.cutOut();
    int longer = Math.max(digit.width(), digit.height());
    int box = Math.max(1, Math.min(height, width) * BOX / SIDE);
    int boxHeight = Math.max(1, Math.round((float) digit.height() * box / longer));
    int boxWidth = Math.max(1, Math.round((float) digit.width() * box / longer));
    float[] levels = Resampler.resize(digit, 1, boxHeight, boxWidth);
    for (int i = 0; i < levels.length; i++) {
      levels[i] = BRIGHTEST * Math.clamp(frame.strength(levels[i]), 0f, 1f);
    }
    return centre(levels, boxHeight, boxWidth, height, width);
  }

  /**
   * The mean level of the outermost pixels.
   *
   * @param pixels the picture
   * @return 0 … 255
   */
  static float border(PixelRows pixels) {
    int width = pixels.width();
    int height = pixels.height();
    float[] row = new float[width];
    double sum = 0;
    long count = 0;
    for (int y = 0; y < height; y++) {
      int step = y == 0 || y == height - 1 ? 1 : Math.max(1, width - 1);
      pixels.read(y, 1, row);
      for (int x = 0; x < width; x += step) {
        sum += row[x];
        count++;
      }
    }
    return (float) (sum / count);
  }

  private static float extreme(PixelRows pixels, Ink ink) {
    float[] row = new float[pixels.width()];
    float extreme = ink == Ink.LIGHT_ON_DARK ? 0 : BRIGHTEST;
    for (int y = 0; y < pixels.height(); y++) {
      pixels.read(y, 1, row);
      for (float level : row) {
        extreme = ink == Ink.LIGHT_ON_DARK ? Math.max(extreme, level) : Math.min(extreme, level);
      }
    }
    return extreme;
  }

  /** 0 for the ground, 1 for the strongest ink. */
  private float strength(float level) {
    return (level - ground) / (strongest - ground);
  }

  private PixelRows cutOut() {
    float[] row = new float[pixels.width()];
    int left = pixels.width();
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < pixels.height(); y++) {
      pixels.read(y, 1, row);
      for (int x = 0; x < row.length; x++) {
        if (strength(row[x]) >= INK) {
          left = Math.min(left, x);
          right = Math.max(right, x);
          top = top < 0 ? y : top;
          bottom = y;
        }
      }
    }
    return pixels.crop(left, top, right + 1 - left, bottom + 1 - top);
  }

  private static float[] centre(
      float[] levels, int boxHeight, int boxWidth, int height, int width) {
    double mass = 0;
    double alongX = 0;
    double alongY = 0;
    for (int i = 0; i < levels.length; i++) {
      int x = i % boxWidth;
      int y = i / boxWidth;
      mass += levels[i];
      alongX += levels[i] * (x + 0.5);
      alongY += levels[i] * (y + 0.5);
    }
    int left = Math.clamp(Math.round(width / 2.0 - alongX / mass), 0, width - boxWidth);
    int top = Math.clamp(Math.round(height / 2.0 - alongY / mass), 0, height - boxHeight);
    float[] frame = new float[height * width];
    for (int y = 0; y < boxHeight; y++) {
      System.arraycopy(levels, y * boxWidth, frame, (top + y) * width + left, boxWidth);
    }
    return frame;
  }
}
