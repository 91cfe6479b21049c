package dev.alq.kernel;

/** {@link Kernels#tile} on the Vector API, with as many sums as the processor has registers for. */
sealed interface VectorTile permits VectorTile8x2, VectorTile4x2, VectorTile2x2, VectorTile1x2 {

  /** Processors with vectors of so many bits have 32 registers for them. */
  int WIDE_BITS = 512;

  /**
   * Chooses by what the machine prefers.
   *
   * @param bits of the preferred vectors
   * @param architecture as the system property {@code os.arch} names it
   */
  static VectorTile of(int bits, String architecture) {
    boolean manyRegisters = bits >= WIDE_BITS || architecture.equals("aarch64");
    return manyRegisters ? new VectorTile8x2() : new VectorTile4x2();
  }

  /** As {@link Kernels#tileRows}. */
  int rows();

  /** As {@link Kernels#tileColumns}. */
  int columns();

  /** The smallest tile with at least so many rows, and with the columns of this one. */
  VectorTile part(int rows);

  /** As {@link Kernels#tile}. */
  void add(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep);
}
