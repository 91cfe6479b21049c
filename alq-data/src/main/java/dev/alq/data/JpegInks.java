package dev.alq.data;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * How a JPEG file stores cyan, magenta, yellow and black, which the platform decodes but does not
 * convert. As Adobe's programs have it, and everybody after them, levels are inverted: 255 is no
 * ink.
 */
enum JpegInks {
  /** The file is not a JPEG, or stores gray or three colours. */
  NONE,
  /** Four planes of inverted ink. */
  CMYK,
  /** The same, with the inks but black turned into luminance and two colour differences. */
  YCCK;

  private static final int FOUR = 4;
  private static final int BRIGHTEST = 255;
  private static final int START = 0xD8;
  private static final int SCAN = 0xDA;
  private static final int ADOBE = 0xEE;
  private static final int ADOBE_LENGTH = 14;
  private static final int TRANSFORM = 13;
  private static final int COMPONENTS = 7;

  /**
   * Looks at the markers in front of the first scan.
   *
   * @param file the bytes of a file of any format; not modified
   * @return what it stores; {@link #NONE} too where the markers make no sense
   */
  static JpegInks of(byte[] file) {
    int transform = 0;
    int components = 0;
    int at = 2;
    if (file.length < at || level(file, 0) != 0xFF || level(file, 1) != START) {
      return NONE;
    }
    while (at + FOUR <= file.length && level(file, at) == 0xFF) {
      int marker = level(file, at + 1);
      if (marker == 0xFF) { // fill byte
        at++;
        continue;
      }
      int length = level(file, at + 2) << 8 | level(file, at + 3);
      if (marker == SCAN || length < 2 || at + 2 + length > file.length) {
        break;
      }
      if (marker == ADOBE && length >= ADOBE_LENGTH && file[at + FOUR] == 'A') {
        transform = level(file, at + 2 + TRANSFORM);
      } else if (isFrame(marker) && length > COMPONENTS) {
        components = level(file, at + 2 + COMPONENTS);
      }
      at += 2 + length;
    }
    if (components != FOUR) {
      return NONE;
    }
    return transform == 2 ? YCCK : CMYK;
  }

  /**
   * Converts a picture: a colour is what its ink and the black let through.
   *
   * @param inks four bands of bytes
   * @param colours receives red, green and blue; modified
   */
  void toColours(Raster inks, WritableRaster colours) {
    int width = inks.getWidth();
    int[] from = new int[width * FOUR];
    int[] to = new int[width * 3];
    for (int y = 0; y < inks.getHeight(); y++) {
      inks.getPixels(inks.getMinX(), inks.getMinY() + y, width, 1, from);
      for (int x = 0; x < width; x++) {
        if (this == YCCK) {
          toInks(from, FOUR * x);
        }
        int black = from[FOUR * x + 3];
        for (int c = 0; c < 3; c++) {
          to[3 * x + c] = (from[FOUR * x + c] * black + BRIGHTEST / 2) / BRIGHTEST;
        }
      }
      colours.setPixels(0, y, width, 1, to);
    }
  }

  /** The colour conversion of JFIF, of inks instead of light. */
  private static void toInks(int[] pixels, int at) {
    double luminance = pixels[at];
    double blue = pixels[at + 1] - 128;
    double red = pixels[at + 2] - 128;
    pixels[at] = inverted(luminance + 1.402 * red);
    pixels[at + 1] = inverted(luminance - 0.344136 * blue - 0.714136 * red);
    pixels[at + 2] = inverted(luminance + 1.772 * blue);
  }

  private static int inverted(double level) {
    return Math.clamp(BRIGHTEST - Math.round(level), 0, BRIGHTEST);
  }

  /** Start-of-frame markers, which lie between three others. */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static int level(byte[] file, int at) {
    return Byte.toUnsignedInt(file[at]);
  }
}
