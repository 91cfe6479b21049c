package dev.alq.packed;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A product, the next one, and what stands between them: where channels can be left out. */
final class ChannelRun {

  private final List<PackedLayer> layers;
  private final Place first;
  private final Place last;

  /** Pixels of the image that a {@code Flatten} between the two makes a vector of; 1 if none. */
  private final int pixels;

  /** Where a product stands among the layers. */
  private record Place(int index, PackedLayer.Product product) {}

  private ChannelRun(List<PackedLayer> layers, Place first, Place last, int pixels) {
    this.layers = layers;
    this.first = first;
    this.last = last;
    this.pixels = pixels;
  }

  /**
   * Finds the run that begins with a layer.
   *
   * @param layers all layers of a sequence
   * @param first the layer
   * @param input what goes into the sequence
   * @return nothing if the layer is no product, or something else than layers that treat each
   *     channel alone stands before the next product
   */
  static Optional<ChannelRun> from(List<PackedLayer> layers, int first, Shape input) {
    if (!(layers.get(first) instanceof PackedLayer.Product writer)) {
      return Optional.empty();
    }
    Shape shape = LayerChecks.outputShape(layers.subList(0, first + 1), input);
    int pixels = 1;
    for (int i = first + 1; i < layers.size(); i++) {
      PackedLayer layer = layers.get(i);
      if (layer instanceof PackedLayer.Product reader) {
        return Optional.of(
            new ChannelRun(layers, new Place(first, writer), new Place(i, reader), pixels));
      }
      if (layer instanceof PackedLayer.Residual) {
        return Optional.empty();
      }
      if (layer instanceof PackedLayer.Flatten) {
        pixels = shape.dimension(0) * shape.dimension(1);
      }
      shape = layer.outputShape(shape);
    }
    return Optional.empty();
  }

  /** All layers with those channels left out that make the file smallest, if any do. */
  Optional<List<PackedLayer>> smallest() {
    BitSet dead = ChannelUse.constantOutputs(first.product());
    BitSet unread = ChannelUse.unreadChannels(last.product(), pixels);
    BitSet free = (BitSet) dead.clone();
    free.andNot(withTerms(dead));
    free.or(unread);
    BitSet all = (BitSet) dead.clone();
    all.or(unread);
    Optional<List<PackedLayer>> best = Optional.empty();
    long least = ModelWriter.bytes(layers);
    for (BitSet channels : List.of(free, all)) {
      Optional<List<PackedLayer>> fewer = without(channels);
      long bytes = fewer.map(ModelWriter::bytes).orElse(Long.MAX_VALUE);
      if (bytes <= least) {
        best = fewer;
        least = bytes;
      }
    }
    return best;
  }

  /** The constant channels that the last layer makes something else than 0 of. */
  private BitSet withTerms(BitSet dead) {
    float[] constants = constants(dead);
    float[] w = last.product().weights().reconstruct().data();
    BitSet result = new BitSet();
    int inputs = inputs();
    for (int i = 0; i < w.length; i++) {
      int channel = i % inputs / pixels;
      if (dead.get(channel) && w[i] * constants[i % inputs] != 0) {
        result.set(channel);
      }
    }
    return result;
  }

  private int outputs() {
    return first.product().weights().shape().dimension(0);
  }

  private int inputs() {
    return outputs() * pixels;
  }

  /** All layers with channels left out, if any can go. */
  private Optional<List<PackedLayer>> without(BitSet channels) {
    BitSet kept = new BitSet();
    kept.set(0, outputs());
    kept.andNot(channels);
    if (kept.isEmpty()) {
      kept.set(0);
    }
    if (kept.cardinality() == outputs()) {
      return Optional.empty();
    }
    BitSet gone = new BitSet();
    gone.set(0, outputs());
    gone.andNot(kept);
    gone.and(ChannelUse.constantOutputs(first.product()));
    List<PackedLayer> result = new ArrayList<>(layers);
    result.set(first.index(), selectOutputs(first.product(), kept));
    int copies = 1;
    for (int i = first.index() + 1; i < last.index(); i++) {
      copies = layers.get(i) instanceof PackedLayer.Flatten ? pixels : copies;
      if (layers.get(i) instanceof PackedLayer.ScaleShift(var name, var scale, var shift)) {
        BitSet stay = repeated(kept, copies);
        result.set(i, new PackedLayer.ScaleShift(name, select(scale, stay), select(shift, stay)));
      }
    }
    result.set(last.index(), readLess(last.product(), repeated(kept, pixels), gone));
    return Optional.of(List.copyOf(result));
  }

  /** The value of each input of the last layer that belongs to a constant channel; 0 elsewhere. */
  private float[] constants(BitSet dead) {
    float[] values = new float[outputs()];
    Tensor bias = first.product().bias();
    for (int c = dead.nextSetBit(0); c >= 0; c = dead.nextSetBit(c + 1)) {
      values[c] = bias == null ? 0 : bias.data()[c];
    }
    for (PackedLayer layer : layers.subList(first.index() + 1, last.index())) {
      values = behind(layer, values);
    }
    BitSet relevant = repeated(dead, pixels);
    for (int i = 0; i < values.length; i++) {
      values[i] = relevant.get(i) ? values[i] : 0;
    }
    return values;
  }

  private float[] behind(PackedLayer layer, float[] values) {
    float[] result = values.clone();
    switch (layer) {
      case PackedLayer.ScaleShift(var _, Tensor scale, Tensor shift) -> {
        for (int c = 0; c < result.length; c++) {
          result[c] = scale.data()[c] * values[c] + shift.data()[c];
        }
      }
      case PackedLayer.Relu _ -> {
        for (int c = 0; c < result.length; c++) {
          result[c] = Math.max(values[c], 0);
        }
      }
      case PackedLayer.Quantize(var _, var levels) -> {
        for (int c = 0; c < result.length; c++) {
          result[c] = levels.level(levels.rank(values[c]));
        }
      }
      case PackedLayer.Flatten _ -> {
        result = new float[values.length * pixels];
        for (int i = 0; i < result.length; i++) {
          result[i] = values[i / pixels];
        }
      }
      case PackedLayer.MaxPool _, PackedLayer.GlobalAveragePool _ -> {}
      case PackedLayer.Product _, PackedLayer.Residual _ ->
          throw new IllegalStateException(layer.name() + " does not treat each channel alone");
    }
    return result;
  }

  private static BitSet repeated(BitSet channels, int copies) {
    BitSet result = new BitSet();
    for (int c = channels.nextSetBit(0); c >= 0; c = channels.nextSetBit(c + 1)) {
      result.set(c * copies, (c + 1) * copies);
    }
    return result;
  }

  private static Tensor select(Tensor values, BitSet kept) {
    Tensor result = Tensor.zeros(Shape.of(kept.cardinality()));
    int at = 0;
    for (int c = kept.nextSetBit(0); c >= 0; c = kept.nextSetBit(c + 1)) {
      result.data()[at++] = values.data()[c];
    }
    return result;
  }

  private static @Nullable Tensor selectIfPresent(@Nullable Tensor values, BitSet kept) {
    return values == null ? null : select(values, kept);
  }

  private static PackedLayer selectOutputs(PackedLayer.Product layer, BitSet kept) {
    PackedWeights weights = layer.weights();
    int rank = weights.shape().rank();
    BitSet all = new BitSet();
    all.set(0, weights.shape().dimension(rank - 1));
    PackedWeights fewer = WeightSelection.of(weights, kept, all);
    Tensor bias = selectIfPresent(layer.bias(), kept);
    return switch (layer) {
      case PackedLayer.Convolution(var name, var _, var _, int stride, int padding, var taps) ->
          new PackedLayer.Convolution(
              name, fewer, bias, stride, padding, TapTerms.select(taps, kept));
      case PackedLayer.Linear _ -> new PackedLayer.Linear(layer.name(), fewer, bias);
    };
  }

  /** The last layer without some inputs, the constant ones among them made terms. */
  private PackedLayer readLess(PackedLayer.Product layer, BitSet keptInputs, BitSet gone) {
    PackedWeights weights = layer.weights();
    BitSet all = new BitSet();
    all.set(0, weights.shape().dimension(0));
    PackedWeights fewer = WeightSelection.of(weights, all, keptInputs);
    TapTerms terms = TapTerms.of(weights, constants(gone));
    return switch (layer) {
      case PackedLayer.Convolution(var name, var _, var bias, int stride, int padding, var taps) ->
          padding == 0
              ? new PackedLayer.Convolution(name, fewer, terms.addedUpTo(bias), stride, 0, taps)
              : new PackedLayer.Convolution(
                  name, fewer, bias, stride, padding, terms.addedTo(taps));
      case PackedLayer.Linear(var name, var _, var bias) ->
          new PackedLayer.Linear(name, fewer, terms.addedUpTo(bias));
    };
  }
}
