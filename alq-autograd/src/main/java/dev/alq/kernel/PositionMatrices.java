package dev.alq.kernel;

/**
 * For each of the 36 positions of a Winograd tile a matrix, cut into panels of as many columns as a
 * register tile has. The rows of a panel follow each other, so that it serves as either operand of
 * {@link Kernels#tile}, or as its result.
 *
 * @param data the array
 * @param columns columns of each matrix
 * @param width columns of a panel
 * @param capacity rows of a panel
 */
record PositionMatrices(float[] data, int columns, int width, int capacity) {

  /** Room for at least {@code rows} rows, whole register tiles of them; contents undefined. */
  static PositionMatrices borrow(Engine engine, int rows, int columns) {
    int width = engine.kernels().tileColumns();
    int capacity = capacity(engine, rows);
    float[] data = engine.buffers().borrowAtLeast(size(columns, width, capacity));
    return new PositionMatrices(data, columns, width, capacity);
  }

  /** As {@link #borrow}, of memory that nobody gives back, zeros at first. */
  static PositionMatrices allocate(Engine engine, int rows, int columns) {
    int width = engine.kernels().tileColumns();
    int capacity = capacity(engine, rows);
    return new PositionMatrices(
        new float[size(columns, width, capacity)], columns, width, capacity);
  }

  private static int capacity(Engine engine, int rows) {
    int tileRows = engine.kernels().tileRows();
    return Math.ceilDiv(rows, tileRows) * tileRows;
  }

  private static int size(int columns, int width, int capacity) {
    return Math.multiplyExact(WinogradKernels.POSITIONS, positionStep(columns, width, capacity));
  }

  /** A distance of a power of two would map all positions to the same places in the cache. */
  private static int positionStep(int columns, int width, int capacity) {
    return (Math.ceilDiv(columns, width) * capacity + 1) * width;
  }

  int panels() {
    return Math.ceilDiv(columns, width);
  }

  /** Columns of a panel that exist. */
  int used(int panel) {
    return Math.min(width, columns - panel * width);
  }

  /** Distance between panels. */
  int panelStep() {
    return capacity * width;
  }

  /** Where a row of a panel begins. */
  int start(int position, int panel, int row) {
    return position * positionStep(columns, width, capacity) + panel * panelStep() + row * width;
  }

  /** The 36 positions of an element, as a square. */
  PixelGrid grid() {
    int step = positionStep(columns, width, capacity);
    return new PixelGrid(WinogradKernels.INPUT * step, step);
  }

  void giveBack(Engine engine) {
    engine.buffers().giveBack(data);
  }
}
