package dev.alq.examples.run;

import dev.alq.examples.console.Numbers;
import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.StorageCost;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.JoinedWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedWeights;
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

  /** What stands above {@link #cells()}. */
  public static final List<String> HEADINGS =
      List.of("layer", "weights", "groups", "bits/weight", "bytes");

  /** What weights take in whatever form they are kept. */
  static LayerSize of(String name, PackedWeights weights) {
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

  /**
   * The layer as a row of a table, {@link #HEADINGS} above it.
   *
   * @return name, weights, groups, bits per weight and bytes
   */
  public List<String> cells() {
    return cells(name, weights, groups, averageBitwidth, bytes);
  }

  static List<String> cells(
      String name, long weights, long groups, double averageBitwidth, long bytes) {
    return List.of(
        name,
        Numbers.whole(weights),
        groups == 0 ? "float" : Numbers.whole(groups),
        Numbers.decimal(averageBitwidth),
        Numbers.whole(bytes));
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
        new ModelSize(List.of(this, other)).averageBitwidth(),
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
