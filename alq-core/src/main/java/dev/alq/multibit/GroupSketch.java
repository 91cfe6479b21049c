package dev.alq.multibit;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;

/** The loop of Algorithm 1 for one group at a time; buffers are reused from group to group. */
final class GroupSketch {

  /**
   * A basis whose squared distance to the span of those before it is less than this share of its
   * squared length depends on them as far as double arithmetic can tell.
   */
  private static final double DEPENDENT = 1e-10;

  private final MultiBitTensor result;
  private final double sigma;
  private final int n;
  private final float[] w;
  private final byte[] codes;
  private final double[] residual;
  private final double[] levels;
  private final double[] gram;
  private final double[] projection;
  private final DMatrixRMaj matrix;
  private final DMatrixRMaj rightSide;
  private final DMatrixRMaj alpha;
  private final CholeskyDecompositionInner_DDRM cholesky =
      new CholeskyDecompositionInner_DDRM(true);
  private final LinearSolverChol_DDRM solver = new LinearSolverChol_DDRM(cholesky);

  GroupSketch(MultiBitTensor result, double sigma) {
    this.result = result;
    this.sigma = sigma;
    int max = result.maxBitwidth();
    n = result.layout().size();
    w = new float[n];
    codes = new byte[n];
    residual = new double[n];
    levels = new double[1 << max];
    gram = new double[max * max];
    projection = new double[max];
    matrix = new DMatrixRMaj(max, max);
    rightSide = new DMatrixRMaj(max, 1);
    alpha = new DMatrixRMaj(max, 1);
  }

  /** Sketches one group of {@code weights} into the result. */
  void sketch(float[] weights, int group) {
    result.layout().gather(weights, group, w, 0);
    Arrays.fill(codes, (byte) 0);
    for (int j = 0; j < n; j++) {
      residual[j] = w[j];
    }
    double norm = squaredNorm();
    int bitwidth = 0;
    double error = norm;
    while (error > sigma * norm && bitwidth < result.maxBitwidth()) {
      appendSignOfResidual(bitwidth);
      if (!leastSquares(bitwidth + 1)) {
        dropBasis(bitwidth);
        break;
      }
      bitwidth++;
      updateResidual(bitwidth);
      error = squaredNorm();
    }
    store(group, bitwidth);
  }

  private double squaredNorm() {
    double sum = 0;
    for (double e : residual) {
      sum += e * e;
    }
    return sum;
  }

  /** β_i = sign(ε), and the new entries of BᵀB and Bᵀw. */
  private void appendSignOfResidual(int i) {
    for (int j = 0; j < n; j++) {
      if (residual[j] >= 0) {
        codes[j] |= (byte) (1 << i);
      }
    }
    int max = result.maxBitwidth();
    for (int k = 0; k <= i; k++) {
      int differing = 0;
      for (byte code : codes) {
        differing += ((code >>> i) ^ (code >>> k)) & 1;
      }
      gram[i * max + k] = n - 2.0 * differing;
    }
    double sum = 0;
    for (int j = 0; j < n; j++) {
      sum += ((codes[j] >>> i) & 1) != 0 ? w[j] : -w[j];
    }
    projection[i] = sum;
  }

  /** α = (BᵀB)⁻¹ Bᵀw; false if the last basis depends on the others. */
  private boolean leastSquares(int bitwidth) {
    matrix.reshape(bitwidth, bitwidth);
    rightSide.reshape(bitwidth, 1);
    for (int i = 0; i < bitwidth; i++) {
      for (int k = 0; k <= i; k++) {
        double entry = gram[i * result.maxBitwidth() + k];
        matrix.set(i, k, entry);
        matrix.set(k, i, entry);
      }
      rightSide.set(i, 0, projection[i]);
    }
    if (!solver.setA(matrix)) {
      return false;
    }
    double distance = cholesky.getT().get(bitwidth - 1, bitwidth - 1);
    if (distance * distance < DEPENDENT * n) {
      return false;
    }
    alpha.reshape(bitwidth, 1);
    solver.solve(rightSide, alpha);
    return true;
  }

  /** ε = w - Bα, with the values of Bα looked up by code. */
  private void updateResidual(int bitwidth) {
    levels[0] = 0;
    for (int i = 0; i < bitwidth; i++) {
      int half = 1 << i;
      for (int code = 0; code < half; code++) {
        levels[half + code] = levels[code] + alpha.get(i, 0);
        levels[code] -= alpha.get(i, 0);
      }
    }
    for (int j = 0; j < n; j++) {
      residual[j] = w[j] - levels[codes[j] & 0xFF];
    }
  }

  private void dropBasis(int i) {
    for (int j = 0; j < n; j++) {
      codes[j] &= (byte) ~(1 << i);
    }
  }

  private void store(int group, int bitwidth) {
    float[] coordinates = new float[bitwidth];
    for (int i = 0; i < bitwidth; i++) {
      coordinates[i] = (float) alpha.get(i, 0);
    }
    result.setGroup(group, coordinates, codes);
    result.makeNonNegative(group);
  }
}
