package dev.alq.kernel;

/** Multiplies a line of a tile, a row or a column, by a matrix; lines go through memory. */
@FunctionalInterface
interface WinogradLine {

  /**
   * {@code y = L·x}.
   *
   * @param x holds the line; not modified
   * @param from where its first element lies
   * @param step distance between its elements
   * @param y receives the product
   * @param to where its first element goes
   * @param toStep distance between its elements
   */
  void run(float[] x, int from, int step, float[] y, int to, int toStep);
}
