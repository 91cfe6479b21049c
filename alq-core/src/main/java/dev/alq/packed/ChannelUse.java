package dev.alq.packed;

import dev.alq.tensor.Tensor;
import java.util.BitSet;

/** Which channels of products do nothing. */
final class ChannelUse {

  private ChannelUse() {}

  /** The outputs that have the same value whatever the input, and at every pixel. */
  static BitSet constantOutputs(PackedLayer.Product layer) {
    BitSet constant =
        zeroRows(layer.weights().reconstruct().data(), layer.weights().shape().dimension(0));
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
  static BitSet unreadChannels(PackedLayer.Product layer, int pixels) {
    float[] values = layer.weights().reconstruct().data();
    int rank = layer.weights().shape().rank();
    int inputs = layer.weights().shape().dimension(rank - 1);
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
