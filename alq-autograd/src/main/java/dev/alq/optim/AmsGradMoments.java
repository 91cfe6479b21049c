package dev.alq.optim;

import dev.alq.kernel.GroupKernels;
import dev.alq.kernel.KernelChoice;
import java.util.Objects;

/**
 * The moments of AMSGrad (Reddi et al., 2018) over one index space, weights or coordinates:
 *
 * <pre>
 *   m    ← β1·m + (1 - β1)·∂ℓ
 *   v    ← β2·v + (1 - β2)·∂ℓ²
 *   vMax ← max(vMax, v)
 * </pre>
 *
 * <p>The step counter stands outside, because one counter serves the weights and the coordinates of
 * a layer. Different index ranges may be updated by different threads at the same time.
 */
public final class AmsGradMoments {

  /** Decay of the first moment, β1. */
  public static final double BETA1 = 0.9;

  /** Decay of the second moment, β2. */
  public static final double BETA2 = 0.999;

  private static final GroupKernels.Decay DECAY =
      new GroupKernels.Decay(
          (float) BETA1, (float) (1 - BETA1), (float) BETA2, (float) (1 - BETA2));

  private final float[] m;
  private final float[] v;
  private final float[] vMax;

  /**
   * Creates moments that are all zero.
   *
   * @param size length of the index space, 0 or more
   */
  public AmsGradMoments(int size) {
    m = new float[size];
    v = new float[size];
    vMax = new float[size];
  }

  /**
   * The length of the index space.
   *
   * @return as given to the constructor
   */
  public int size() {
    return m.length;
  }

  /**
   * The first moments themselves, not a copy.
   *
   * @return m, {@code size()} elements
   */
  public float[] m() {
    return m;
  }

  /**
   * The second moments themselves, not a copy.
   *
   * @return v, {@code size()} elements, none negative
   */
  public float[] v() {
    return v;
  }

  /**
   * The running maxima of the second moments themselves, not a copy.
   *
   * @return v_max, {@code size()} elements, none less than that of {@link #v()}
   */
  public float[] vMax() {
    return vMax;
  }

  /**
   * Takes in a gradient.
   *
   * @param gradient ∂ℓ, {@code size()} elements; not modified
   * @throws IllegalArgumentException if the length is another
   */
  public void update(float[] gradient) {
    if (gradient.length != size()) {
      throw new IllegalArgumentException(
          "a gradient of " + gradient.length + " elements for moments of " + size());
    }
    update(KernelChoice.scalar().groups(), gradient, 0, 0, size());
  }

  /**
   * Takes in the gradient of a range.
   *
   * @param kernels what computes; all sets give the same bits
   * @param gradient ∂ℓ of the range from {@code gradientOffset} on; not modified
   * @param gradientOffset where in {@code gradient} the range begins
   * @param from first index of the range
   * @param count length of the range
   * @throws IndexOutOfBoundsException if the range reaches beyond either
   */
  public void update(
      GroupKernels kernels, float[] gradient, int gradientOffset, int from, int count) {
    Objects.checkFromIndexSize(from, count, size());
    Objects.checkFromIndexSize(gradientOffset, count, gradient.length);
    kernels.updateMoments(DECAY, gradient, gradientOffset, m, v, vMax, from, count);
  }

  /**
   * Removes one index from a run: the entries behind it move down by one and the last becomes zero.
   *
   * @param index the index to remove
   * @param end index behind the last of the run
   * @throws IndexOutOfBoundsException if {@code index} is not in the run or the run not in the
   *     index space
   */
  public void remove(int index, int end) {
    Objects.checkFromToIndex(index, end, size());
    Objects.checkIndex(index, end);
    removeFrom(m, index, end);
    removeFrom(v, index, end);
    removeFrom(vMax, index, end);
  }

  private static void removeFrom(float[] values, int index, int end) {
    System.arraycopy(values, index + 1, values, index, end - index - 1);
    values[end - 1] = 0;
  }
}
