package dev.alq.packed;

import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.LosslessForm;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Weights of fewer outputs and inputs. Groups lose elements; those that lose all are gone. */
final class WeightSelection {

  private final BitSet outputs;
  private final BitSet inputs;

  private WeightSelection(BitSet outputs, BitSet inputs) {
    this.outputs = outputs;
    this.inputs = inputs;
  }

  /**
   * Selects weights.
   *
   * @param weights O,H,W,C or O,I; not modified
   * @param outputs those that stay, at least one
   * @param inputs channels or inputs that stay, at least one
   * @return the weights that stay, in the same order
   */
  static PackedWeights of(PackedWeights weights, BitSet outputs, BitSet inputs) {
    return switch (weights) {
      case FloatWeights(Tensor values) ->
          new FloatWeights(new WeightSelection(outputs, inputs).floats(values));
      case MultiBitWeights multiBit ->
          join(new WeightSelection(outputs, inputs).multiBit(multiBit));
      case JoinedWeights(List<MultiBitWeights> parts) -> {
        List<MultiBitWeights> selected = new ArrayList<>();
        int from = 0;
        for (MultiBitWeights part : parts) {
          int to = from + part.shape().dimension(1);
          selected.addAll(new WeightSelection(outputs, inputs.get(from, to)).multiBit(part));
          from = to;
        }
        yield join(selected);
      }
    };
  }

  private static PackedWeights join(List<MultiBitWeights> parts) {
    return parts.size() == 1 ? parts.getFirst() : new JoinedWeights(parts);
  }

  private Tensor floats(Tensor values) {
    int channels = values.shape().dimension(values.shape().rank() - 1);
    int perOutput = values.size() / values.shape().dimension(0);
    Tensor selected = Tensor.zeros(shape(values.shape(), inputs.cardinality()));
    int at = 0;
    for (int i = 0; i < values.size(); i++) {
      if (outputs.get(i / perOutput) && inputs.get(i % channels)) {
        selected.data()[at++] = values.data()[i];
      }
    }
    return selected;
  }

  /** The shape of the weights that stay. */
  private Shape shape(Shape all, int channels) {
    int[] extents = all.toArray();
    extents[0] = outputs.cardinality();
    extents[extents.length - 1] = channels;
    return Shape.of(extents);
  }

  /** A convolution's weights stay one tensor; a linear layer's fall into runs of equal groups. */
  private List<MultiBitWeights> multiBit(MultiBitWeights weights) {
    int[][] elements = elements(weights);
    int[] staying =
        IntStream.range(0, elements.length).filter(g -> elements[g].length > 0).toArray();
    MultiBitTensor groups = weights.unpack();
    if (weights.shape().rank() == 4) {
      Shape shape = shape(weights.shape(), inputs.cardinality());
      return List.of(build(groups, elements, staying, shape, weights.grouping()));
    }
    List<MultiBitWeights> runs = new ArrayList<>();
    int from = 0;
    while (from < staying.length) {
      int size = elements[staying[from]].length;
      int to = from;
      while (to < staying.length && elements[staying[to]].length == size) {
        to++;
      }
      int[] run = Arrays.copyOfRange(staying, from, to);
      Shape shape = shape(weights.shape(), run.length * size);
      runs.add(build(groups, elements, run, shape, grouping(weights, run.length)));
      from = to;
    }
    return runs;
  }

  private static Grouping grouping(MultiBitWeights weights, int slices) {
    return switch (weights.grouping()) {
      case Grouping.Subchannelwise _ -> new Grouping.Subchannelwise(slices);
      case Grouping.Channelwise _, Grouping.Kernelwise _, Grouping.Pixelwise _ ->
          weights.grouping();
    };
  }

  /** For each group of an output the elements that stay. */
  private int[][] elements(MultiBitWeights weights) {
    GroupLayout layout = weights.grouping().layout(weights.shape());
    Shape shape = weights.shape();
    int channels = shape.dimension(shape.rank() - 1);
    return IntStream.range(0, layout.groups() / shape.dimension(0))
        .mapToObj(g ->
            IntStream.range(0, layout.size())
                .filter(j -> inputs.get(layout.index(g, j) % channels))
                .toArray())
        .toArray(int[][]::new);
  }

  private MultiBitWeights build(
      MultiBitTensor from, int[][] elements, int[] groups, Shape shape, Grouping grouping) {
    MultiBitTensor to = new MultiBitTensor(shape, grouping, MultiBitTensor.MAX_BITWIDTH);
    int target = 0;
    for (int o = outputs.nextSetBit(0); o >= 0; o = outputs.nextSetBit(o + 1)) {
      for (int g : groups) {
        int source = o * elements.length + g;
        byte[] codes = new byte[elements[g].length];
        for (int j = 0; j < codes.length; j++) {
          codes[j] = (byte) from.code(source, elements[g][j]);
        }
        LosslessForm.Group reduced = LosslessForm.of(from.coordinatesOf(source), codes);
        to.setGroup(target++, reduced.coordinates(), reduced.codes());
      }
    }
    return MultiBitWeights.of(to);
  }
}
