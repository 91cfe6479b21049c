package dev.alq.multibit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupingTest {

  private static final Shape CONVOLUTION = Shape.of(2, 3, 5, 4);
  private static final Shape LINEAR = Shape.of(6, 20);

  private record Grouped(Grouping grouping, Shape weight) {
    GroupLayout layout() {
      return grouping.layout(weight);
    }
  }

  private static final List<Grouped> GROUPED =
      List.of(
          new Grouped(new Grouping.Channelwise(), CONVOLUTION),
          new Grouped(new Grouping.Kernelwise(), CONVOLUTION),
          new Grouped(new Grouping.Kernelwise(), Shape.of(3, 5, 5, 1)),
          new Grouped(new Grouping.Pixelwise(), CONVOLUTION),
          new Grouped(new Grouping.Channelwise(), LINEAR),
          new Grouped(new Grouping.Subchannelwise(5), LINEAR));

  private static List<GroupLayout> layouts() {
    return GROUPED.stream().map(Grouped::layout).toList();
  }

  @Test
  void everyGroupingIsTested() {
    assertEquals(
        Set.of(Grouping.class.getPermittedSubclasses()),
        GROUPED.stream().map(g -> g.grouping().getClass()).collect(Collectors.toSet()));
  }

  /** What packed weights and sessions count on: they take the groups output by output. */
  @Test
  void eachOutputHasItsOwnGroupsOneOutputAfterTheOther() {
    for (Grouped grouped : GROUPED) {
      GroupLayout layout = grouped.layout();
      int outputs = grouped.weight().dimension(0);
      for (int group = 0; group < layout.groups(); group++) {
        for (int j = 0; j < layout.size(); j++) {
          assertEquals(
              group / (layout.groups() / outputs),
              layout.index(group, j) / (layout.weights() / outputs),
              grouped + ", group " + group + ", element " + j);
        }
      }
    }
  }

  @Test
  void eachWeightIsInExactlyOneGroup() {
    for (GroupLayout layout : layouts()) {
      int[] seen = new int[layout.weights()];
      for (int group = 0; group < layout.groups(); group++) {
        for (int j = 0; j < layout.size(); j++) {
          seen[layout.index(group, j)]++;
        }
      }
      assertTrue(Arrays.stream(seen).allMatch(count -> count == 1), Arrays.toString(seen));
    }
  }

  @Test
  void scatterUndoesGather() {
    for (GroupLayout layout : layouts()) {
      float[] weights = new float[layout.weights()];
      for (int k = 0; k < weights.length; k++) {
        weights[k] = k;
      }
      float[] ordered = new float[weights.length];
      float[] back = new float[weights.length];
      for (int group = 0; group < layout.groups(); group++) {
        layout.gather(weights, group, ordered, group * layout.size());
        layout.scatter(ordered, group * layout.size(), back, group);
        for (int j = 0; j < layout.size(); j++) {
          assertEquals(layout.index(group, j), ordered[group * layout.size() + j]);
        }
      }
      assertArrayEquals(weights, back);
      assertEquals(layout.isContiguous(), Arrays.equals(weights, ordered));
    }
  }

  @Test
  void groupsAreThoseOfThePaper() {
    assertGroups(new Grouping.Channelwise().layout(CONVOLUTION), 2, 60);
    assertGroups(new Grouping.Kernelwise().layout(CONVOLUTION), 8, 15);
    assertGroups(new Grouping.Pixelwise().layout(CONVOLUTION), 30, 4);
    assertGroups(new Grouping.Channelwise().layout(LINEAR), 6, 20);
    assertGroups(new Grouping.Subchannelwise(5).layout(LINEAR), 30, 4);
    // Output 1, input channel 2: rows of 5·4, columns of 4 weights, so 60 + 2 is its first.
    assertEquals(62, new Grouping.Kernelwise().layout(CONVOLUTION).index(6, 0));
    assertEquals(66, new Grouping.Kernelwise().layout(CONVOLUTION).index(6, 1));
  }

  private static void assertGroups(GroupLayout layout, int groups, int size) {
    assertEquals(groups, layout.groups());
    assertEquals(size, layout.size());
  }

  @Test
  void refusesWhatCannotBeGrouped() {
    assertThrows(IllegalArgumentException.class, () -> new Grouping.Subchannelwise(0));
    assertRefused(new Grouping.Subchannelwise(3), LINEAR, "divides");
    assertRefused(new Grouping.Subchannelwise(2), CONVOLUTION, "linear");
    assertRefused(new Grouping.Kernelwise(), LINEAR, "convolution");
    assertRefused(new Grouping.Pixelwise(), LINEAR, "convolution");
    assertRefused(new Grouping.Channelwise(), Shape.of(3), "[3]");
    assertRefused(new Grouping.Channelwise(), Shape.of(3, 0), "[3, 0]");
    GroupLayout layout = new Grouping.Kernelwise().layout(CONVOLUTION);
    assertThrows(IndexOutOfBoundsException.class, () -> layout.index(8, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> layout.index(0, 15));
    assertThrows(IndexOutOfBoundsException.class, () -> layout.start(-1));
  }

  private static void assertRefused(Grouping grouping, Shape shape, String word) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> grouping.layout(shape));
    assertTrue(String.valueOf(refusal.getMessage()).contains(word), refusal.getMessage());
  }
}
