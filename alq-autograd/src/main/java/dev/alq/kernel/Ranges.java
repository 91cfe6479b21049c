package dev.alq.kernel;

/** Cuts elementwise work into ranges that depend on its size alone. */
public final class Ranges {

  private static final int ELEMENTS_PER_RANGE = 32_768;

  /** Work on a half-open range. */
  @FunctionalInterface
  public interface Range {
    /**
     * Does the work.
     *
     * @param from first index
     * @param to end of the range
     */
    void run(int from, int to);
  }

  private Ranges() {}

  /**
   * Runs elementwise work over {@code 0 … size-1}.
   *
   * @param engine what to compute on
   * @param size number of elements
   * @param range called for ranges that cover all elements once
   */
  public static void forEach(Engine engine, int size, Range range) {
    forEachRow(engine, size, 1, range);
  }

  /**
   * Runs work over rows.
   *
   * @param engine what to compute on
   * @param rows number of rows
   * @param elementsPerRow how much a row holds
   * @param range called for ranges of rows that cover all rows once
   */
  public static void forEachRow(Engine engine, int rows, int elementsPerRow, Range range) {
    int rowsPerRange = Math.max(1, ELEMENTS_PER_RANGE / Math.max(1, elementsPerRow));
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(rows, rowsPerRange),
            chunk -> {
              int from = chunk * rowsPerRange;
              range.run(from, from + Math.min(rowsPerRange, rows - from));
            });
  }
}
