package dev.alq.packed;

import dev.alq.tensor.Tensor;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Which channels of layers with weights do nothing. */
final class ChannelUse {

  private ChannelUse() {}

  static PackedWeights weights(PackedLayer layer) {
    return switch (layer) {
      case PackedLayer.Convolution convolution -> convolution.weights();
      case PackedLayer.Linear linear -> linear.weights();
      default -> throw new IllegalArgumentException(layer.name() + " has no weights");
    };
  }

  static float[] reconstruct(PackedLayer layer) {
    return weights(layer).reconstruct().data();
  }

  static @Nullable Tensor bias(PackedLayer layer) {
    return switch (layer) {
      case PackedLayer.Convolution convolution -> convolution.bias();
      case PackedLayer.Linear linear -> linear.bias();
      default -> null;
    };
  }

  /** The outputs that have the same value whatever the input, and at every pixel. */
  static BitSet constantOutputs(PackedLayer layer) {
    BitSet constant = zeroRows(reconstruct(layer), weights(layer).shape().dimension(0));
    if (layer instanceof PackedLayer.Convolution convolution && convolution.tapTerms() != null) {
      Tensor taps = convolution.tapTerms();
      constant.and(zeroRows(taps.data(), taps.shape().dimension(0)));
    }
    return constant;
  }

  private static BitSet zeroRows(float[] values, int rows) {
    BitSet zero = new BitSet();
    zero.set(0, rows);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        zero.clear((int) ((long) i * rows / values.length));
      }
    }
    return zero;
  }

  /**
   * The channels that a layer multiplies with nothing but zero.
   *
   * @param pixels inputs of each channel
   */
  static BitSet unreadChannels(PackedLayer layer, int pixels) {
    float[] values = reconstruct(layer);
    int rank = weights(layer).shape().rank();
    int inputs = weights(layer).shape().dimension(rank - 1);
    BitSet unread = new BitSet();
    unread.set(0, inputs / pixels);
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        unread.clear(i % inputs / pixels);
      }
    }
    return unread;
  }
}
