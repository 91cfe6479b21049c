package dev.alq.multibit;

/**
 * Solves small systems with a symmetric positive definite matrix by the decomposition LDLᵀ, which
 * needs one division per unknown and no root. Steps solve one per group and batch in place;
 * sketching, which happens once, leaves it to a library.
 */
public final class PositiveSystem {

  private PositiveSystem() {}

  /**
   * Solves a system in place.
   *
   * @param matrix symmetric, {@code n·n} elements; its contents are lost
   * @param x holds the right side and receives the solution, n elements
   * @param n number of unknowns
   * @return false if the matrix is not positive definite; {@code x} then means nothing
   */
  public static boolean solve(double[] matrix, double[] x, int n) {
    for (int j = 0; j < n; j++) {
      double pivot = matrix[j * n + j];
      if (!(pivot > 0)) {
        return false;
      }
      double inverse = 1 / pivot;
      for (int i = j + 1; i < n; i++) {
        double factor = matrix[i * n + j] * inverse;
        for (int k = j + 1; k <= i; k++) {
          matrix[i * n + k] -= factor * matrix[k * n + j];
        }
        x[i] -= factor * x[j];
        // The upper triangle takes Lᵀ; column j itself is still needed for the rows below.
        matrix[j * n + i] = factor;
      }
      x[j] *= inverse;
    }
    for (int j = n - 2; j >= 0; j--) {
      double sum = x[j];
      for (int i = j + 1; i < n; i++) {
        sum -= matrix[j * n + i] * x[i];
      }
      x[j] = sum;
    }
    return true;
  }
}
