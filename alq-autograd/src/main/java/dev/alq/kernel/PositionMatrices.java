package dev.alq.kernel;

/**
 * For each position of a Winograd tile a matrix, cut into panels. The rows of a panel follow each
 * other; where a panel is as wide as a register tile, it serves as either operand of {@link
 * Kernels#tile} or as its result, otherwise as the left one.
 *
 * @param data the array
 * @param side rows and columns of the square of positions
 * @param columns columns of each matrix
 * @param width columns of a panel
 * @param capacity rows of a panel
 */
record PositionMatrices(float[] data, int side, int columns, int width, int capacity) {

  /** Room for at least {@code rows} rows, whole register tiles of them; contents undefined. */
  static PositionMatrices borrow(
      Engine engine, WinogradFiltering filtering, int rows, int columns) {
    return borrow(engine, filtering, rows, columns, engine.kernels().tileColumns());
  }

  /**
   * As {@link #borrow} for a left operand: without cuts unless there are several panels, as each
   * begins a product of its own.
   */
  static PositionMatrices borrowLeft(
      Engine engine, WinogradFiltering filtering, int rows, int columns) {
    int panelWidth = engine.kernels().tileColumns();
    int width = columns < 2 * panelWidth ? columns : panelWidth;
    return borrow(engine, filtering, rows, columns, width);
  }

  private static PositionMatrices borrow(
      Engine engine, WinogradFiltering filtering, int rows, int columns, int width) {
    int capacity = capacity(engine, rows);
    int size = size(filtering, columns, width, capacity);
    float[] data = engine.buffers().borrowAtLeast(size);
    return new PositionMatrices(data, filtering.input(), columns, width, capacity);
  }

  /** As {@link #borrow}, of memory that nobody gives back, zeros at first. */
  static PositionMatrices allocate(
      Engine engine, WinogradFiltering filtering, int rows, int columns) {
    int width = engine.kernels().tileColumns();
    int capacity = capacity(engine, rows);
    float[] data = new float[size(filtering, columns, width, capacity)];
    return new PositionMatrices(data, filtering.input(), columns, width, capacity);
  }

  private static int capacity(Engine engine, int rows) {
    int tileRows = engine.kernels().tileRows();
    return Math.ceilDiv(rows, tileRows) * tileRows;
  }

  private static int size(WinogradFiltering filtering, int columns, int width, int capacity) {
    return Math.multiplyExact(filtering.positions(), positionStep(columns, width, capacity));
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

  int positions() {
    return side * side;
  }

  /** The positions of an element, as a square. */
  PixelGrid grid() {
    int step = positionStep(columns, width, capacity);
    return new PixelGrid(side * step, step);
  }

  void giveBack(Engine engine) {
    engine.buffers().giveBack(data);
  }
}
