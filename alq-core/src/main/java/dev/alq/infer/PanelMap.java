package dev.alq.infer;

import dev.alq.kernel.BitKernels;
import dev.alq.kernel.BitTerms;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which word of an image's codes becomes which row of a panel. Each group of an output's weights
 * takes whole words, one for each tap and 32 channels that it touches, in which only its own bits
 * are kept. All outputs have the same groups at the same places.
 */
final class PanelMap {

  private final TapWindow window;
  private final int groups;
  private final int groupWords;

  /** For each group and element its bit, counted over the words of the group. */
  private final int[][] bits;

  private final boolean[] keepsOrder;

  /** For each group and word: where it lies in a plane, and which bits count. */
  private final int[][] offsets;

  private final int[][] masks;

  PanelMap(TapWindow window, OutputGroups weights) {
    this.window = window;
    groups = weights.groups();
    bits = new int[groups][];
    keepsOrder = new boolean[groups];
    offsets = new int[groups][];
    masks = new int[groups][];
    int most = 0;
    for (int g = 0; g < groups; g++) {
      addGroup(g, weights);
      most = Math.max(most, offsets[g].length);
    }
    groupWords = most;
  }

  private void addGroup(int g, OutputGroups weights) {
    Map<Integer, Integer> words = new LinkedHashMap<>();
    bits[g] = new int[weights.size(g)];
    keepsOrder[g] = true;
    for (int j = 0; j < bits[g].length; j++) {
      int weight = weights.weight(g, j);
      int channel = window.channel(weight);
      int grid = channel / BitTerms.WORD_BITS;
      int offset = grid * window.input().gridWords() + window.offset(window.tap(weight));
      Integer known = words.putIfAbsent(offset, words.size());
      int word = known == null ? words.size() - 1 : known;
      bits[g][j] = word * BitTerms.WORD_BITS + channel % BitTerms.WORD_BITS;
      keepsOrder[g] &= bits[g][j] == j;
    }
    offsets[g] = words.keySet().stream().mapToInt(Integer::intValue).toArray();
    masks[g] = new int[offsets[g].length];
    for (int bit : bits[g]) {
      masks[g][bit / BitTerms.WORD_BITS] |= 1 << bit % BitTerms.WORD_BITS;
    }
  }

  TapWindow window() {
    return window;
  }

  int groups() {
    return groups;
  }

  /** The most words of a group. */
  int groupWords() {
    return groupWords;
  }

  /** Whether element j of a group is bit j of its words. */
  boolean keepsOrder(int g) {
    return keepsOrder[g];
  }

  /** For each element of a group its bit, counted over the group's words; not to be modified. */
  int[] bits(int g) {
    return bits[g];
  }

  /**
   * Fills a panel.
   *
   * @param groupRows rows of a group in the panel, at least {@link #groupWords()}
   * @param words codes; not modified
   * @param starts for each column where its pixel lies in the first grid of its image
   * @param columns number of columns
   * @param panel all planes; modified
   */
  void fill(
      BitKernels kernels, int groupRows, int[] words, int[] starts, int columns, int[] panel) {
    int lanes = kernels.lanes();
    int at = 0;
    for (int a = 0; a < window.input().planes(); a++) {
      int plane = a * window.input().planeWords();
      for (int g = 0; g < groups; g++) {
        for (int k = 0; k < groupRows; k++, at += lanes) {
          if (k < offsets[g].length) {
            int from = plane + offsets[g][k];
            kernels.fillRow(words, from, starts, columns, masks[g][k], panel, at);
          } else {
            Arrays.fill(panel, at, at + columns, 0);
          }
        }
      }
    }
  }
}
