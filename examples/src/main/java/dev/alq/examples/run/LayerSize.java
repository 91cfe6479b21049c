package dev.alq.examples.run;

import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.StorageCost;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.JoinedWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedWeights;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the weights of one layer take.
 *
 * @param name the layer
 * @param weights number of weights
 * @param groups number of groups; 0 if the weights are float
 * @param averageBitwidth Σ I_g·n_g over the weights; 32 if they are float
 * @param bytes counted by formula, rounded up
 * @param bits the same in bits, exactly
 * @param bitwidths how many groups have the bitwidth 0, 1, … up to the largest; empty if the
 *     weights are float
 */
public record LayerSize(
    String name,
    long weights,
    int groups,
    double averageBitwidth,
    long bytes,
    long bits,
    List<Integer> bitwidths) {

  /**
   * The sizes of all layers with weights, in the order of the network.
   *
   * @param model the network
   * @return one per layer with weights
   */
  public static List<LayerSize> of(PackedModel model) {
    List<LayerSize> sizes = new ArrayList<>();
    addAll(model.layers(), sizes);
    return List.copyOf(sizes);
  }

  /**
   * Bytes of all weights by formula: bits are added, then rounded up once.
   *
   * @param layers the layers
   * @return bytes
   */
  public static long bytes(List<LayerSize> layers) {
    long bits = layers.stream().mapToLong(LayerSize::bits).sum();
    return Math.ceilDiv(bits, (long) Byte.SIZE);
  }

  /**
   * Number of weights of all layers.
   *
   * @param layers the layers
   * @return their sum
   */
  public static long weights(List<LayerSize> layers) {
    return layers.stream().mapToLong(LayerSize::weights).sum();
  }

  /** Number of groups of all layers. */
  static long groups(List<LayerSize> layers) {
    return layers.stream().mapToLong(LayerSize::groups).sum();
  }

  /**
   * I_W over the weights of all layers.
   *
   * @param layers the layers
   * @return bits per weight
   */
  public static double averageBitwidth(List<LayerSize> layers) {
    double bits = layers.stream().mapToDouble(l -> l.averageBitwidth * l.weights).sum();
    return bits / weights(layers);
  }

  /**
   * Writes a table of the layers and their total.
   *
   * @param layers the layers
   * @param target where to write
   */
  public static void print(List<LayerSize> layers, PrintWriter target) {
    TextTable table = new TextTable(List.of("layer", "weights", "groups", "bits/weight", "bytes"));
    for (LayerSize layer : layers) {
      table.add(row(layer.name, layer.weights, layer.groups, layer.averageBitwidth, layer.bytes));
    }
    table.add(
        row("total", weights(layers), groups(layers), averageBitwidth(layers), bytes(layers)));
    table.print(target);
  }

  private static List<String> row(
      String name, long weights, long groups, double averageBitwidth, long bytes) {
    return List.of(
        name,
        Numbers.whole(weights),
        groups == 0 ? "float" : Numbers.whole(groups),
        Numbers.decimal(averageBitwidth),
        Numbers.whole(bytes));
  }

  private static void addAll(List<PackedLayer> layers, List<LayerSize> sizes) {
    for (PackedLayer layer : layers) {
      switch (layer) {
        case PackedLayer.Convolution convolution ->
            sizes.add(of(convolution.name(), convolution.weights()));
        case PackedLayer.Linear linear -> sizes.add(of(linear.name(), linear.weights()));
        case PackedLayer.Residual residual -> {
          addAll(residual.body(), sizes);
          addAll(residual.shortcut(), sizes);
        }
        case PackedLayer.ScaleShift _,
            PackedLayer.MaxPool _,
            PackedLayer.Relu _,
            PackedLayer.Quantize _,
            PackedLayer.Flatten _,
            PackedLayer.GlobalAveragePool _ -> {}
      }
    }
  }

  private static LayerSize of(String name, PackedWeights weights) {
    return switch (weights) {
      case FloatWeights values -> {
        long number = values.shape().size();
        yield new LayerSize(
            name, number, 0, Float.SIZE, number * Float.BYTES, number * Float.SIZE, List.of());
      }
      case MultiBitWeights multiBit -> of(name, multiBit.unpack());
      case JoinedWeights(List<MultiBitWeights> parts) ->
          parts.stream().map(part -> of(name, part.unpack())).reduce(LayerSize::plus).orElseThrow();
    };
  }

  /** Both parts of a layer. */
  private LayerSize plus(LayerSize other) {
    int columns = Math.max(bitwidths.size(), other.bitwidths.size());
    List<Integer> groupsOfBitwidth =
        IntStream.range(0, columns)
            .mapToObj(i -> count(bitwidths, i) + count(other.bitwidths, i))
            .toList();
    return new LayerSize(
        name,
        weights + other.weights,
        groups + other.groups,
        averageBitwidth(List.of(this, other)),
        Math.ceilDiv(bits + other.bits, (long) Byte.SIZE),
        bits + other.bits,
        groupsOfBitwidth);
  }

  private static int count(List<Integer> bitwidths, int bitwidth) {
    return bitwidth < bitwidths.size() ? bitwidths.get(bitwidth) : 0;
  }

  private static LayerSize of(String name, MultiBitTensor weights) {
    StorageCost cost = StorageCost.of(weights);
    GroupLayout layout = weights.layout();
    int largest = IntStream.range(0, layout.groups()).map(weights::bitwidth).max().orElse(0);
    int[] bitwidths = new int[largest + 1];
    for (int g = 0; g < layout.groups(); g++) {
      bitwidths[weights.bitwidth(g)]++;
    }
    return new LayerSize(
        name,
        cost.weights(),
        layout.groups(),
        cost.averageBitwidth(),
        cost.bytes(),
        cost.bits(),
        Arrays.stream(bitwidths).boxed().toList());
  }
}
