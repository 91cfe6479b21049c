package dev.alq.infer;

import dev.alq.kernel.BitTerms;

/**
 * How the codes of one image lie in words: plane by plane, in each plane one grid of words for
 * every 32 channels, channel c in bit {@code c mod 32} of grid {@code c / 32}. A grid is row-major
 * and has a border of clear words on each side. A vector is an image of one pixel.
 *
 * @param height rows without the border
 * @param width columns without the border
 * @param channels channels
 * @param planes bits of a code
 * @param border rows and columns of clear words on each side
 */
record CodeShape(int height, int width, int channels, int planes, int border) {

  /** The distance between rows of a grid. */
  int pitch() {
    return width + 2 * border;
  }

  /** The distance between grids. */
  int gridWords() {
    return (height + 2 * border) * pitch();
  }

  /** The number of grids in a plane. */
  int channelWords() {
    return Math.ceilDiv(channels, BitTerms.WORD_BITS);
  }

  /** The distance between planes. */
  int planeWords() {
    return channelWords() * gridWords();
  }

  /** The distance between images. */
  int imageWords() {
    return planes * planeWords();
  }

  /** Where a pixel's word lies in its grid; rows and columns from {@code -border} on. */
  int place(int row, int column) {
    return (row + border) * pitch() + column + border;
  }
}
