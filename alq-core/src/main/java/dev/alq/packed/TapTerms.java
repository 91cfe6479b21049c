package dev.alq.packed;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What inputs of fixed values add to each output, tap by tap. */
final class TapTerms {

  private final int outputs;
  private final Shape shape;
  private final double[] terms;

  private TapTerms(int outputs, Shape shape, double[] terms) {
    this.outputs = outputs;
    this.shape = shape;
    this.terms = terms;
  }

  /**
   * Adds up.
   *
   * @param weights O,H,W,C or O,I; not modified
   * @param constants the value of each channel or input, 0 of those that are not fixed; not
   *     modified
   */
  static TapTerms of(PackedWeights weights, float[] constants) {
    float[] w = weights.reconstruct().data();
    double[] terms = new double[w.length / constants.length];
    for (int i = 0; i < w.length; i++) {
      terms[i / constants.length] += (double) w[i] * constants[i % constants.length];
    }
    int[] extents = weights.shape().toArray();
    Shape shape = Shape.of(Arrays.copyOf(extents, extents.length - 1));
    return new TapTerms(extents[0], shape, terms);
  }

  /** Terms O,H,W besides others of the same shape; null for nothing but zeros. */
  @Nullable Tensor addedTo(@Nullable Tensor taps) {
    Tensor result = Tensor.zeros(shape);
    for (int i = 0; i < terms.length; i++) {
      result.data()[i] = (float) (terms[i] + (taps == null ? 0 : taps.data()[i]));
    }
    return nullIfZero(result);
  }

  /** A bias that has all taps' terms in it; null for nothing but zeros. */
  @Nullable Tensor addedUpTo(@Nullable Tensor bias) {
    Tensor result = Tensor.zeros(Shape.of(outputs));
    int taps = terms.length / outputs;
    for (int o = 0; o < outputs; o++) {
      double sum = bias == null ? 0 : bias.data()[o];
      for (int tap = 0; tap < taps; tap++) {
        sum += terms[o * taps + tap];
      }
      result.data()[o] = (float) sum;
    }
    return nullIfZero(result);
  }

  /** The terms of some outputs; null for nothing but zeros. */
  static @Nullable Tensor select(@Nullable Tensor taps, BitSet kept) {
    if (taps == null) {
      return null;
    }
    int perOutput = taps.size() / taps.shape().dimension(0);
    Tensor result =
        Tensor.zeros(
            Shape.of(kept.cardinality(), taps.shape().dimension(1), taps.shape().dimension(2)));
    int at = 0;
    for (int o = kept.nextSetBit(0); o >= 0; o = kept.nextSetBit(o + 1)) {
      System.arraycopy(taps.data(), o * perOutput, result.data(), at, perOutput);
      at += perOutput;
    }
    return nullIfZero(result);
  }

  private static @Nullable Tensor nullIfZero(Tensor terms) {
    for (float term : terms.data()) {
      if (term != 0) {
        return terms;
      }
    }
    return null;
  }
}
