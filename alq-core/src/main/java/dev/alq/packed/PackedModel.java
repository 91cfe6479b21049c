package dev.alq.packed;

import dev.alq.dataset.Preprocessing;
import dev.alq.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A trained network with everything that is needed to classify a picture. Its arrays are shared and
 * must not be modified.
 *
 * @param layers in order, from image to logits
 * @param preprocessing size and normalization of the images, names of the classes
 * @param provenance where the model comes from
 */
public record PackedModel(
    List<PackedLayer> layers, Preprocessing preprocessing, Provenance provenance) {

  /** How deep residual layers may stand inside each other. */
  public static final int MAX_NESTING = 16;

  /** I_A of a model whose activations are float. */
  public static final int FLOAT_ACTIVATION_BITS = Float.SIZE;

  /**
   * Checks that the layers fit each other, the images and the classes.
   *
   * @throws IllegalArgumentException if a layer does not take what the one in front of it gives,
   *     two layers share a name, residual layers stand too deep inside each other, or the network
   *     does not end in one logit per class
   */
  public PackedModel {
    layers = List.copyOf(layers);
    requireReadable(layers, new HashSet<>(), 0);
    Shape output = LayerChecks.outputShape(layers, preprocessing.imageShape());
    int classes = preprocessing.classNames().size();
    if (!output.equals(Shape.of(classes))) {
      throw new IllegalArgumentException(
          "the network gives " + output + " but there are " + classes + " classes");
    }
  }

  /**
   * What the model says besides its layers.
   *
   * @return preprocessing and provenance
   */
  public ModelFacts facts() {
    return new ModelFacts(preprocessing, provenance);
  }

  /**
   * The shape of one image.
   *
   * @return height, width, channels
   */
  public Shape imageShape() {
    return preprocessing.imageShape();
  }

  /**
   * The names of the classes.
   *
   * @return one per logit, unmodifiable
   */
  public List<String> classNames() {
    return preprocessing.classNames();
  }

  /**
   * I_A.
   *
   * @return the largest number of bits of a {@link PackedLayer.Quantize}; {@link
   *     #FLOAT_ACTIVATION_BITS} if there is none
   */
  public int activationBitwidth() {
    return bitwidths(layers).max().orElse(FLOAT_ACTIVATION_BITS);
  }

  private static IntStream bitwidths(List<PackedLayer> layers) {
    return layers.stream()
        .flatMapToInt(layer ->
            switch (layer) {
              case PackedLayer.Quantize(String _, var levels) -> IntStream.of(levels.bitwidth());
              case PackedLayer.Residual(String _, var body, var shortcut) ->
                  IntStream.concat(bitwidths(body), bitwidths(shortcut));
              case PackedLayer.Product _, PackedLayer.Weightless _ -> IntStream.empty();
            });
  }

  private static void requireReadable(List<PackedLayer> layers, Set<String> names, int nesting) {
    if (nesting > MAX_NESTING) {
      throw new IllegalArgumentException(
          "residual layers inside each other, more than " + MAX_NESTING + " deep");
    }
    for (PackedLayer layer : layers) {
      switch (layer) {
        case PackedLayer.Product _, PackedLayer.ScaleShift _, PackedLayer.Quantize _ ->
            LayerChecks.require(names.add(layer.name()), layer.name(), "the name is taken");
        case PackedLayer.Residual residual -> {
          requireReadable(residual.body(), names, nesting + 1);
          requireReadable(residual.shortcut(), names, nesting + 1);
        }
        case PackedLayer.MaxPool _,
            PackedLayer.Relu _,
            PackedLayer.Flatten _,
            PackedLayer.GlobalAveragePool _ -> {}
      }
    }
  }
}
