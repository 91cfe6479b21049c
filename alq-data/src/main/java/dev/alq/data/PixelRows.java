package dev.alq.data;

import dev.alq.dataset.Resampler;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * The rows of a decoded picture as levels 0 … 255, gray or red, green, blue, on white paper. Reads
 * the raster: {@code BufferedImage.getRGB} takes gray samples for linear light and makes 182 of
 * 120.
 */
final class PixelRows implements Resampler.Rows {

  private static final float BRIGHTEST = 255;
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private final BufferedImage image;
  private final Raster raster;
  private final ColorModel colors;
  private final int bands;
  private final int[] samples;

  /** A row where samples are levels already: opaque gray or colours of eight bits; else empty. */
  private final byte[] levels;

  /**
   * Looks at a picture.
   *
   * @param image a picture that is supported; not modified
   */
  PixelRows(BufferedImage image) {
    this.image = image;
    this.raster = image.getRaster();
    this.colors = image.getColorModel();
    this.bands = raster.getNumBands();
    this.samples = new int[raster.getWidth() * bands];
    this.levels = isPlain(raster, colors) ? new byte[samples.length] : new byte[0];
  }

  private static boolean isPlain(Raster raster, ColorModel colors) {
    boolean plain =
        !(colors instanceof IndexColorModel)
            && !colors.hasAlpha()
            && raster.getTransferType() == DataBuffer.TYPE_BYTE
            && raster.getNumDataElements() == colors.getNumComponents();
    for (int band = 0; band < colors.getNumComponents(); band++) {
      plain &= colors.getComponentSize(band) == Byte.SIZE;
    }
    return plain;
  }

  /**
   * Whether a picture has a palette, gray, or three colours, with alpha or not.
   *
   * @param image a decoded picture
   * @return whether its rows can be read
   */
  static boolean supports(BufferedImage image) {
    ColorModel colors = image.getColorModel();
    int components = colors.getNumColorComponents();
    return colors instanceof IndexColorModel || components == 1 || components == 3;
  }

  /**
   * A part of the picture.
   *
   * @param x the first column
   * @param y the first row
   * @param width columns, 1 or more
   * @param height rows, 1 or more
   * @return the rows of the part
   */
  PixelRows crop(int x, int y, int width, int height) {
    return new PixelRows(image.getSubimage(x, y, width, height));
  }

  @Override
  public int width() {
    return raster.getWidth();
  }

  @Override
  public int height() {
    return raster.getHeight();
  }

  @Override
  public void read(int y, int channels, float[] row) {
    int top = raster.getMinY() + y;
    if (levels.length > 0 && bands == channels) {
      raster.getDataElements(raster.getMinX(), top, width(), 1, levels);
      for (int i = 0; i < levels.length; i++) {
        row[i] = Byte.toUnsignedInt(levels[i]);
      }
      return;
    }
    raster.getPixels(raster.getMinX(), top, width(), 1, samples);
    for (int x = 0; x < width(); x++) {
      if (colors instanceof IndexColorModel palette) {
        int entry = samples[x];
        float opacity = palette.getAlpha(entry) / BRIGHTEST;
        put(
            onWhite(palette.getRed(entry), opacity),
            onWhite(palette.getGreen(entry), opacity),
            onWhite(palette.getBlue(entry), opacity),
            channels,
            row,
            x);
      } else {
        int green = colors.getNumColorComponents() == 1 ? 0 : 1;
        float opacity = colors.hasAlpha() ? level(x, bands - 1) / BRIGHTEST : 1;
        put(
            component(x, 0, opacity),
            component(x, green, opacity),
            component(x, 2 * green, opacity),
            channels,
            row,
            x);
      }
    }
  }

  private float component(int x, int band, float opacity) {
    float level = level(x, band);
    return colors.isAlphaPremultiplied()
        ? level + (1 - opacity) * BRIGHTEST
        : onWhite(level, opacity);
  }

  private float level(int x, int band) {
    long brightest = (1L << colors.getComponentSize(band)) - 1;
    return samples[x * bands + band] * BRIGHTEST / brightest;
  }

  private static float onWhite(float level, float opacity) {
    return opacity * level + (1 - opacity) * BRIGHTEST;
  }

  private static void put(float red, float green, float blue, int channels, float[] row, int x) {
    if (channels == 1) {
      // Gray stays exactly what it is; the weights add up to 1 only nearly.
      boolean gray = red == green && green == blue;
      row[x] = gray ? red : RED * red + GREEN * green + BLUE * blue;
    } else {
      row[3 * x] = red;
      row[3 * x + 1] = green;
      row[3 * x + 2] = blue;
    }
  }
}
