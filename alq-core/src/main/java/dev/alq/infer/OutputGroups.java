package dev.alq.infer;

import dev.alq.bits.BitMatrix;
import dev.alq.multibit.GroupLayout;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.JoinedWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedWeights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Multi-bit weights seen from their outputs: all outputs have the same groups at the same places,
 * whether they stand in one tensor or in several beside each other.
 */
final class OutputGroups {

  /** Groups of one tensor, counted inside an output. */
  private record Part(
      MultiBitWeights weights,
      GroupLayout layout,
      int groups,
      int firstGroup,
      int firstWeight,
      int[] firstRows) {

    static Part of(MultiBitWeights weights, int firstGroup, int firstWeight) {
      GroupLayout layout = weights.grouping().layout(weights.shape());
      int[] rows = new int[layout.groups()];
      for (int g = 1; g < rows.length; g++) {
        rows[g] = rows[g - 1] + weights.bitwidths()[g - 1];
      }
      int groups = layout.groups() / weights.shape().dimension(0);
      return new Part(weights, layout, groups, firstGroup, firstWeight, rows);
    }

    int endGroup() {
      return firstGroup + groups;
    }
  }

  private final int outputs;
  private final List<Part> parts = new ArrayList<>();
  private int groups;

  private OutputGroups(List<MultiBitWeights> tensors) {
    outputs = tensors.getFirst().shape().dimension(0);
    int weight = 0;
    for (MultiBitWeights tensor : tensors) {
      Part part = Part.of(tensor, groups, weight);
      parts.add(part);
      groups += part.groups();
      weight += tensor.shape().size() / outputs;
    }
  }

  /** The groups of multi-bit weights. */
  static OutputGroups of(MultiBitWeights weights) {
    return new OutputGroups(List.of(weights));
  }

  /** The groups of weights; null if they are float. */
  static @Nullable OutputGroups of(PackedWeights weights) {
    return switch (weights) {
      case MultiBitWeights multiBit -> of(multiBit);
      case JoinedWeights(List<MultiBitWeights> tensors) -> new OutputGroups(tensors);
      case FloatWeights _ -> null;
    };
  }

  int outputs() {
    return outputs;
  }

  /** The groups of each output. */
  int groups() {
    return groups;
  }

  /** The number of weights in a group of an output. */
  int size(int group) {
    return partOf(group).layout().size();
  }

  /** Which of an output's weights an element of a group is. */
  int weight(int group, int element) {
    Part part = partOf(group);
    return part.firstWeight() + part.layout().index(group - part.firstGroup(), element);
  }

  /** Takes a basis: a row of planes and its coordinate. */
  @FunctionalInterface
  interface Basis {
    void accept(int output, int group, BitMatrix planes, int row, float coordinate);
  }

  /** Hands over all bases, output after output. */
  void forEach(Basis basis) {
    for (int output = 0; output < outputs; output++) {
      for (Part part : parts) {
        for (int g = 0; g < part.groups(); g++) {
          int own = output * part.groups() + g;
          for (int i = 0; i < part.weights().bitwidths()[own]; i++) {
            int row = part.firstRows()[own] + i;
            float coordinate = part.weights().coordinates()[row];
            basis.accept(output, part.firstGroup() + g, part.weights().planes(), row, coordinate);
          }
        }
      }
    }
  }

  private Part partOf(int group) {
    int k = 0;
    while (group >= parts.get(k).endGroup()) {
      k++;
    }
    return parts.get(k);
  }
}
