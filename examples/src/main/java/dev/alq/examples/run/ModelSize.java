package dev.alq.examples.run;

import dev.alq.examples.console.TextTable;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the weights of a network take.
 *
 * @param layers the layers with weights, in the order of the network
 */
public record ModelSize(List<LayerSize> layers) {

  /** Copies the list. */
  public ModelSize {
    layers = List.copyOf(layers);
  }

  /**
   * The size of a model's weights.
   *
   * @param model the model; not modified
   * @return its size
   */
  public static ModelSize of(PackedModel model) {
    return new ModelSize(model.layers().stream().flatMap(ModelSize::sizes).toList());
  }

  private static Stream<LayerSize> sizes(PackedLayer layer) {
    return switch (layer) {
      case PackedLayer.Product product ->
          Stream.of(LayerSize.of(product.name(), product.weights()));
      case PackedLayer.Residual residual ->
          Stream.of(residual.body(), residual.shortcut())
              .flatMap(List::stream)
              .flatMap(ModelSize::sizes);
      case PackedLayer.Weightless _ -> Stream.empty();
    };
  }

  /**
   * Number of weights.
   *
   * @return their sum over the layers
   */
  public long weights() {
    return layers.stream().mapToLong(LayerSize::weights).sum();
  }

  /** Number of groups. */
  long groups() {
    return layers.stream().mapToLong(LayerSize::groups).sum();
  }

  /**
   * What the weights take as float32.
   *
   * @return bytes
   */
  public long floatBytes() {
    return weights() * Float.BYTES;
  }

  /**
   * What the weights take by formula: bits are added, then rounded up once.
   *
   * @return bytes
   */
  public long bytes() {
    long bits = layers.stream().mapToLong(LayerSize::bits).sum();
    return Math.ceilDiv(bits, (long) Byte.SIZE);
  }

  /**
   * I_W over the weights of all layers.
   *
   * @return bits per weight
   */
  public double averageBitwidth() {
    double bits = layers.stream().mapToDouble(l -> l.averageBitwidth() * l.weights()).sum();
    return bits / weights();
  }

  /**
   * Writes a table of the layers and their total.
   *
   * @param target where to write
   */
  public void print(PrintWriter target) {
    TextTable table = new TextTable(LayerSize.HEADINGS);
    layers.forEach(layer -> table.add(layer.cells()));
    table.add(LayerSize.cells("total", weights(), groups(), averageBitwidth(), bytes()));
    table.print(target);
  }
}
