package dev.alq.packed;

import dev.alq.multibit.LosslessForm;
import dev.alq.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The same network in less space and time. Weights get as few bases as {@link LosslessForm} finds,
 * and channels that do nothing are left out:
 *
 * <ul>
 *   <li>one whose weights are all zero has the same value everywhere; what the next convolution or
 *       linear layer makes of it becomes part of that layer's bias, or of terms that count where a
 *       tap lies inside the image if there is padding;
 *   <li>one that the next layer multiplies with nothing but zero.
 * </ul>
 *
 * <p>Only channels between two layers of the same sequence can go: what enters a residual layer or
 * the sum of one stays. Logits change by rounding alone; with quantized activations, that may move
 * a number that lies at a threshold to the neighbouring level. A step that would make the file
 * larger is left undone, as terms of taps may where few channels go.
 */
public final class Compaction {

  private Compaction() {}

  /**
   * Compacts a model.
   *
   * @param model not modified
   * @return a model of the same preprocessing and provenance; compacting it again changes nothing
   */
  public static PackedModel of(PackedModel model) {
    List<PackedLayer> layers = model.layers().stream().map(Compaction::reencoded).toList();
    return new PackedModel(
        compacted(layers, model.imageShape()), model.preprocessing(), model.provenance());
  }

  private static PackedLayer reencoded(PackedLayer layer) {
    return switch (layer) {
      case PackedLayer.Convolution(var name, var w, var bias, int stride, int pad, var taps) ->
          new PackedLayer.Convolution(name, reencoded(w), bias, stride, pad, taps);
      case PackedLayer.Linear(var name, var w, var bias) ->
          new PackedLayer.Linear(name, reencoded(w), bias);
      case PackedLayer.Residual(var name, var body, var shortcut) ->
          new PackedLayer.Residual(
              name,
              body.stream().map(Compaction::reencoded).toList(),
              shortcut.stream().map(Compaction::reencoded).toList());
      case PackedLayer.Weightless _ -> layer;
    };
  }

  private static PackedWeights reencoded(PackedWeights weights) {
    return switch (weights) {
      case FloatWeights floats -> floats;
      case MultiBitWeights multiBit -> reencoded(multiBit);
      case JoinedWeights(List<MultiBitWeights> parts) ->
          new JoinedWeights(parts.stream().map(Compaction::reencoded).toList());
    };
  }

  private static MultiBitWeights reencoded(MultiBitWeights weights) {
    return MultiBitWeights.of(LosslessForm.of(weights.unpack()));
  }

  /** Leaves channels out until none can go, then looks inside residual layers. */
  private static List<PackedLayer> compacted(List<PackedLayer> sequence, Shape input) {
    List<PackedLayer> layers = sequence;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = 0; i < layers.size(); i++) {
        var fewer = ChannelRun.from(layers, i, input).flatMap(ChannelRun::smallest);
        smaller |= fewer.isPresent();
        layers = fewer.orElse(layers);
      }
    }
    List<PackedLayer> result = new ArrayList<>();
    Shape shape = input;
    for (PackedLayer layer : layers) {
      result.add(inside(layer, shape));
      shape = layer.outputShape(shape);
    }
    return result;
  }

  private static PackedLayer inside(PackedLayer layer, Shape input) {
    return layer instanceof PackedLayer.Residual(var name, var body, var shortcut)
        ? new PackedLayer.Residual(name, compacted(body, input), compacted(shortcut, input))
        : layer;
  }
}
