package dev.alq.kernel;

/**
 * A right operand of {@link Gemm}, copied once to be multiplied often: weights that do not change.
 * Products are those with the matrix itself to the bit. Immutable; for engines with the kernels it
 * was made on.
 */
public final class PackedMatrix {

  private final Panels panels;
  private final int columns;

  private PackedMatrix(Panels panels, int columns) {
    this.panels = panels;
    this.columns = columns;
  }

  /**
   * Copies a matrix.
   *
   * @param engine what to compute on
   * @param matrix k × n; not modified
   * @return the copy
   */
  public static PackedMatrix of(Engine engine, MatrixView matrix) {
    return new PackedMatrix(Panels.copy(engine, matrix), matrix.columns());
  }

  /**
   * Rows of the matrix.
   *
   * @return k
   */
  public int rows() {
    return panels.rows();
  }

  /**
   * Columns of the matrix.
   *
   * @return n
   */
  public int columns() {
    return columns;
  }

  Panels panels() {
    return panels;
  }
}
