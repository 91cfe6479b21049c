package dev.alq.kernel;

/** Transforms the products of tiles and puts what lies inside the image where it belongs. */
sealed interface TileWriter permits OutputWriter, InputGradientWriter {

  /**
   * Writes {@code count} tiles from {@code first} on, in parallel unless this is part of something
   * that is.
   *
   * @param m their products, row by row
   */
  void write(int first, int count, PositionMatrices m);

  /** How many tiles, from a multiple of this number on, no two threads may share. */
  int inseparable();
}
