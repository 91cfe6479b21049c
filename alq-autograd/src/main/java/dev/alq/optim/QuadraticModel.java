package dev.alq.optim;

import dev.alq.kernel.GroupKernels;
import java.util.Arrays;
import java.util.Objects;

/**
 * The quadratic model of the loss increment around the current point, Eq. (10) of the ALQ paper:
 *
 * <pre>
 *   f(Δ) = gᵀΔ + ½ ΔᵀHΔ,    g = lr/(1 - β1^t)·m,    H = (√vMax + 1e-8) / √(1 - β2^t)
 * </pre>
 *
 * <p>H is diagonal and positive; the learning rate is inside g and not in H. Without constraints
 * the minimum lies at {@code Δ = -g/H}, which is the step of AMSGrad. Every step of ALQ minimizes
 * this function over a set of its own.
 *
 * <p>A model covers a range of an index space and is computed anew for each range; its arrays are
 * reused. Not safe for use by several threads.
 */
public final class QuadraticModel {

  /** What is added to √vMax, so that H is positive. */
  public static final double EPSILON = 1e-8;

  /**
   * The two factors that a step shares among all its elements.
   *
   * @param gradient lr/(1 - β1^t), the factor of m in g
   * @param curvature 1/√(1 - β2^t), the factor of √vMax + 1e-8 in H
   */
  public record Scale(float gradient, float curvature) {
    /**
     * The factors of a step.
     *
     * @param learningRate lr, finite and 0 or more
     * @param step t, counted from 1
     * @return the factors
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static Scale at(double learningRate, int step) {
      if (!(learningRate >= 0) || Double.isInfinite(learningRate)) {
        throw new IllegalArgumentException(
            "the learning rate must be finite and not negative but is " + learningRate);
      }
      if (step < 1) {
        throw new IllegalArgumentException("steps are counted from 1, not " + step);
      }
      return new Scale(
          (float) (learningRate / (1 - StrictMath.pow(AmsGradMoments.BETA1, step))),
          (float) (1 / Math.sqrt(1 - StrictMath.pow(AmsGradMoments.BETA2, step))));
    }
  }

  private final GroupKernels kernels;
  private final float[] g;
  private final float[] h;
  private int size;

  /**
   * Creates a model that covers nothing yet.
   *
   * @param capacity length of the longest range it will cover
   * @param kernels what computes; all sets give the same bits
   */
  public QuadraticModel(int capacity, GroupKernels kernels) {
    this.kernels = kernels;
    g = new float[capacity];
    h = new float[capacity];
  }

  /**
   * Computes g and H of a range.
   *
   * @param moments the moments; not modified
   * @param from first index of the range
   * @param count length of the range, at most the capacity
   * @param scale the factors of the step
   * @throws IndexOutOfBoundsException if the range reaches beyond the moments or the capacity
   */
  public void compute(AmsGradMoments moments, int from, int count, Scale scale) {
    Objects.checkFromIndexSize(from, count, moments.size());
    Objects.checkFromIndexSize(0, count, g.length);
    size = count;
    kernels.model(
        scale.gradient(),
        scale.curvature(),
        (float) EPSILON,
        moments.m(),
        moments.vMax(),
        from,
        count,
        g,
        h);
  }

  /**
   * Makes this the model of half the squared distance: g = 0 and H = 1.
   *
   * @param count length of the range, at most the capacity
   * @throws IndexOutOfBoundsException if the range exceeds the capacity
   */
  public void computeDistance(int count) {
    Objects.checkFromIndexSize(0, count, g.length);
    size = count;
    Arrays.fill(g, 0, count, 0);
    Arrays.fill(h, 0, count, 1);
  }

  /**
   * The length of the range covered.
   *
   * @return the count last computed
   */
  public int size() {
    return size;
  }

  /**
   * The linear term itself, not a copy.
   *
   * @return g in the first {@link #size()} elements
   */
  public float[] g() {
    return g;
  }

  /**
   * The diagonal of the curvature itself, not a copy.
   *
   * @return H in the first {@link #size()} elements, all positive
   */
  public float[] h() {
    return h;
  }

  /**
   * The unconstrained minimum seen from a point: {@code target = point - g/H}.
   *
   * @param point {@link #size()} elements from 0 on; not modified unless it is {@code target}
   * @param target modified in its first {@link #size()} elements; may be {@code point}
   */
  public void minimum(float[] point, float[] target) {
    for (int k = 0; k < size; k++) {
      target[k] = point[k] - g[k] / h[k];
    }
  }

  /**
   * The value of the model, in double.
   *
   * @param point the point the model was built at, ŵ^s in Eq. (10); not modified
   * @param candidate where to evaluate it; not modified
   * @return f(candidate - point)
   */
  public double value(float[] point, float[] candidate) {
    double sum = 0;
    for (int k = 0; k < size; k++) {
      double delta = (double) candidate[k] - point[k];
      sum += delta * (g[k] + 0.5 * h[k] * delta);
    }
    return sum;
  }
}
