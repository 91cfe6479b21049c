package dev.alq.kernel;

/**
 * A matrix that lies in an array: element (i, j) is {@code data[offset + i·rowStep +
 * j·columnStep]}.
 *
 * @param data the array; shared, not copied
 * @param offset where element (0, 0) lies
 * @param rows number of rows
 * @param columns number of columns
 * @param rowStep distance between rows
 * @param columnStep distance between columns
 */
public record MatrixView(
    float[] data, int offset, int rows, int columns, int rowStep, int columnStep) {

  /** Checks that all elements lie inside the array. */
  public MatrixView {
    if (rows < 0 || columns < 0 || rowStep < 0 || columnStep < 0 || offset < 0) {
      throw new IllegalArgumentException("negative extent, step or offset");
    }
    if (rows > 0 && columns > 0) {
      long last = offset + (rows - 1L) * rowStep + (columns - 1L) * columnStep;
      if (last >= data.length) {
        throw new IllegalArgumentException(
            rows + "×" + columns + " matrix ends at " + last + " of " + data.length + " elements");
      }
    }
  }

  /**
   * A row-major matrix that fills an array from its start.
   *
   * @param data the array; shared
   * @param rows number of rows
   * @param columns number of columns
   * @return the view
   */
  public static MatrixView of(float[] data, int rows, int columns) {
    return new MatrixView(data, 0, rows, columns, columns, 1);
  }

  /**
   * A rectangle of the matrix, nothing copied.
   *
   * @param row first row
   * @param column first column
   * @param height number of rows
   * @param width number of columns
   * @return a view of the same elements
   * @throws IllegalArgumentException if the rectangle does not lie inside
   */
  public MatrixView part(int row, int column, int height, int width) {
    if (row < 0 || column < 0 || row + height > rows || column + width > columns) {
      throw new IllegalArgumentException(
          height + "×" + width + " at " + row + ", " + column + " of " + rows + "×" + columns);
    }
    return new MatrixView(
        data, offset + row * rowStep + column * columnStep, height, width, rowStep, columnStep);
  }

  /**
   * The transposed matrix, nothing copied.
   *
   * @return a view of the same elements
   */
  public MatrixView transposed() {
    return new MatrixView(data, offset, columns, rows, columnStep, rowStep);
  }
}
