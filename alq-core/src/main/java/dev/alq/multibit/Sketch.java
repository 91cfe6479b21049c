package dev.alq.multibit;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Tensor;

/**
 * Structured sketching (Algorithm 1): the first bases and coordinates of pretrained weights. Per
 * group, with residual ε = w at first:
 *
 * <pre>
 *   while ‖ε‖² / ‖w‖² &gt; σ and i &lt; I_max:
 *     β_i ← sign(ε), with sign(0) = +1
 *     α   ← (BᵀB)⁻¹ Bᵀw
 *     ε   ← w - Bα
 * </pre>
 *
 * <p>The norm ratio stands in for the paper's elementwise ratio {@code ‖ε ⊘ w‖²}, which is
 * undefined where a weight is zero. A group of zeros gets no basis; a basis that depends on those
 * before it ends the loop. Least squares are solved in double, and negative coordinates are
 * flipped.
 *
 * @param maxBitwidth I_max, from 1 to {@link MultiBitTensor#MAX_BITWIDTH}
 * @param sigma σ, finite and 0 or more
 */
public record Sketch(int maxBitwidth, double sigma) {

  /** The default σ. */
  public static final double DEFAULT_SIGMA = 1e-6;

  /** Weights per chunk of work; a constant, so that chunks depend on the shape alone. */
  private static final int CHUNK_WEIGHTS = 1 << 14;

  /**
   * Creates the algorithm.
   *
   * @throws IllegalArgumentException if an argument is out of range
   */
  public Sketch {
    MultiBitTensor.requireMaxBitwidth(maxBitwidth);
    if (!(sigma >= 0) || Double.isInfinite(sigma)) {
      throw new IllegalArgumentException("σ must be finite and not negative but is " + sigma);
    }
  }

  /**
   * Creates the algorithm with the default σ.
   *
   * @param maxBitwidth I_max, from 1 to {@link MultiBitTensor#MAX_BITWIDTH}
   * @throws IllegalArgumentException if {@code maxBitwidth} is out of that range
   */
  public Sketch(int maxBitwidth) {
    this(maxBitwidth, DEFAULT_SIGMA);
  }

  /**
   * Sketches the weights of a layer.
   *
   * @param weights O,H,W,C or O,I, finite; not modified
   * @param grouping which weights form a group
   * @param engine whose threads share the work
   * @return the sketched weights
   * @throws IllegalArgumentException if the weights cannot be grouped so or are not finite
   */
  public MultiBitTensor apply(Tensor weights, Grouping grouping, Engine engine) {
    MultiBitTensor result = new MultiBitTensor(weights.shape(), grouping, maxBitwidth);
    requireFinite(weights);
    int groups = result.layout().groups();
    int perChunk = Math.max(1, CHUNK_WEIGHTS / result.layout().size());
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(groups, perChunk),
            chunk -> {
              GroupSketch sketch = new GroupSketch(result, sigma);
              int end = Math.min(groups, (chunk + 1) * perChunk);
              for (int group = chunk * perChunk; group < end; group++) {
                sketch.sketch(weights.data(), group);
              }
            });
    return result;
  }

  private static void requireFinite(Tensor weights) {
    float[] data = weights.data();
    for (int k = 0; k < data.length; k++) {
      if (!Float.isFinite(data[k])) {
        throw new IllegalArgumentException("weight " + k + " of " + weights + " is " + data[k]);
      }
    }
  }
}
