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

  /** Where Adobe's segment says how colours are stored. */
  private static final int TRANSFORM = 11;

  /** Where the header of the picture says how many planes there are. */
  private static final int COMPONENTS = 5;

  /**
   * Looks at the markers in front of the first scan.
   *
   * @param file the bytes of a file of any format; not modified
   * @return what it stores; {@link #NONE} too where the markers make no sense
   */
  static JpegInks of(byte[] file) {
    int transform = 0;
    int components = 0;
    JpegMarkers markers = new JpegMarkers(file);
    while (markers.advance() && markers.marker() != JpegMarkers.SCAN) {
      if (isAdobe(markers)) {
        transform = markers.contentLevel(TRANSFORM);
      } else if (markers.isFrame() && markers.length() > COMPONENTS) {
        components = markers.contentLevel(COMPONENTS);
      }
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

  private static boolean isAdobe(JpegMarkers markers) {
    return markers.marker() == JpegMarkers.ADOBE
        && markers.length() > TRANSFORM
        && markers.contentLevel(0) == 'A';
  }
}
