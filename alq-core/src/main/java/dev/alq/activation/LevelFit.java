package dev.alq.activation;

import dev.alq.multibit.NumericException;
import dev.alq.multibit.PositiveSystem;
import java.util.Arrays;

/**
 * Least squares for the values of one layer's activations: given which codes the activations have,
 * the base and the steps {@code s_i = 2γ_i} that minimise
 *
 * <pre>
 *   Σ_j (max(x_j, 0) - base - Σ over the set bits i of code j of s_i)² + λ·|change|²,    s_i ≥ 0
 * </pre>
 *
 * <p>where the change is measured from a start, and λ is a ten-thousandth of the mean diagonal of
 * the normal equations, so that what the data say nothing about stays as it is. With a tied
 * reference the base stays as well. The minimum under the constraint is found by an active set:
 * steps that would become negative are held at 0 until the gradient says otherwise. Every move goes
 * downhill from the start, so the result is never worse than that.
 *
 * <p>Buffers are reused from fit to fit; not safe for use by several threads.
 */
final class LevelFit {

  private static final double RIDGE = 1e-4;

  /** A gradient below this share of the matrix's diagonal is that of a minimum. */
  private static final double FLAT = 1e-12;

  /** Moves are far fewer; rounding must not make them endless. */
  private static final int MOST_MOVES = 100;

  private final Reference reference;
  private final int n;
  private final double[] matrix;
  private final double[] rightSide;
  private final double[] system;
  private final double[] target;
  private final double[] change;
  private final boolean[] held;

  /**
   * Prepares for fits.
   *
   * @param reference whether the base is fitted
   * @param bitwidth number of steps
   */
  LevelFit(Reference reference, int bitwidth) {
    this.reference = reference;
    n = bitwidth + 1;
    matrix = new double[n * n];
    rightSide = new double[n];
    system = new double[n * n];
    target = new double[n];
    change = new double[n];
    held = new boolean[n];
  }

  /** Begins a fit. */
  void clear() {
    Arrays.fill(matrix, 0);
    Arrays.fill(rightSide, 0);
  }

  /**
   * Takes up activations of one code.
   *
   * @param code bit i set where {@code s_i} counts
   * @param count how many they are
   * @param sum {@code Σ max(x, 0)}
   */
  void add(int code, double count, double sum) {
    int columns = code << 1 | 1;
    for (int i = 0; i < n; i++) {
      if ((columns >>> i & 1) != 0) {
        rightSide[i] += sum;
        for (int k = 0; k < n; k++) {
          matrix[i * n + k] += (columns >>> k & 1) * count;
        }
      }
    }
  }

  /**
   * Fits to what was taken up.
   *
   * @param values base and steps to start from; replaced by the fitted ones
   */
  void improve(double[] values) {
    double ridge = ridge();
    if (ridge == 0) {
      return;
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        rightSide[i] -= matrix[i * n + k] * values[k];
      }
    }
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] += ridge;
    }
    Arrays.fill(change, 0);
    Arrays.fill(held, false);
    held[0] = reference == Reference.TIED;
    for (int move = 0; move < MOST_MOVES; move++) {
      solveForFree();
      if (!moveUntilBlocked(values) && !releaseOne()) {
        break;
      }
    }
    values[0] += change[0];
    for (int i = 1; i < n; i++) {
      values[i] = Math.max(0, values[i] + change[i]);
    }
  }

  private double ridge() {
    double trace = 0;
    int first = reference == Reference.TIED ? 1 : 0;
    for (int i = first; i < n; i++) {
      trace += matrix[i * n + i];
    }
    return RIDGE * trace / (n - first);
  }

  /** The best change of all that is not held; what is held keeps its own. */
  private void solveForFree() {
    System.arraycopy(matrix, 0, system, 0, system.length);
    for (int i = 0; i < n; i++) {
      target[i] = held[i] ? change[i] : rightSide[i];
      for (int k = 0; k < n; k++) {
        if (!held[i] && held[k]) {
          target[i] -= matrix[i * n + k] * change[k];
        }
        if (held[i] || held[k]) {
          system[i * n + k] = i == k ? 1 : 0;
        }
      }
    }
    if (!PositiveSystem.solve(system, target, n)) {
      throw new NumericException("the sums over the activations are not finite");
    }
  }

  /**
   * Goes towards the target; true if a step reached 0 on the way, and is held there from now on.
   */
  private boolean moveUntilBlocked(double[] values) {
    double share = 1;
    int blocking = 0;
    for (int i = 1; i < n; i++) {
      if (!held[i] && values[i] + target[i] < 0) {
        double possible = (values[i] + change[i]) / (change[i] - target[i]);
        if (possible < share) {
          share = possible;
          blocking = i;
        }
      }
    }
    for (int i = 0; i < n; i++) {
      change[i] += share * (target[i] - change[i]);
    }
    if (blocking != 0) {
      change[blocking] = -values[blocking];
      held[blocking] = true;
    }
    return blocking != 0;
  }

  /** Lets go of the step at 0 that wants up the most; false if there is none. */
  private boolean releaseOne() {
    int steepest = 0;
    double descent = 0;
    for (int i = 1; i < n; i++) {
      double gradient = -rightSide[i];
      for (int k = 0; k < n; k++) {
        gradient += matrix[i * n + k] * change[k];
      }
      if (held[i] && gradient < Math.min(descent, -FLAT * matrix[i * n + i])) {
        descent = gradient;
        steepest = i;
      }
    }
    if (steepest == 0) {
      return false;
    }
    held[steepest] = false;
    return true;
  }
}
