package dev.alq.examples.report;

import dev.alq.examples.console.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Which classes are taken for which, in a page. */
final class ConfusionTable {

  /** More classes than that make no readable matrix. */
  private static final int MAX_CLASSES = 20;

  private static final int SHOWN_PAIRS = 20;

  /** Images of one class that were taken for another. */
  private record Pair(String right, String taken, long images) {}

  private ConfusionTable() {}

  /**
   * Adds the matrix, or of many classes the pairs that are confused most.
   *
   * @param confusion images by right class (row) and predicted class (column)
   */
  static void add(HtmlPage page, List<String> classes, long[][] confusion) {
    if (classes.size() > MAX_CLASSES) {
      page.paragraph("The pairs of classes that are confused most:");
      page.table(List.of("right", "taken for", "images"), mostConfused(classes, confusion));
      return;
    }
    List<String> headings = new ArrayList<>(List.of("right \\ taken for"));
    headings.addAll(classes);
    List<List<String>> rows = new ArrayList<>();
    List<List<Double>> shades = new ArrayList<>();
    for (int right = 0; right < confusion.length; right++) {
      List<String> cells = new ArrayList<>(List.of(classes.get(right)));
      long images = Arrays.stream(confusion[right]).sum();
      List<Double> shadesOfRow = new ArrayList<>();
      for (long count : confusion[right]) {
        cells.add(count == 0 ? "" : Numbers.whole(count));
        shadesOfRow.add(images == 0 ? 0.0 : (double) count / images);
      }
      rows.add(cells);
      shades.add(shadesOfRow);
    }
    page.table(headings, rows, shades);
  }

  private static List<List<String>> mostConfused(List<String> classes, long[][] confusion) {
    List<Pair> pairs = new ArrayList<>();
    for (int right = 0; right < confusion.length; right++) {
      for (int taken = 0; taken < confusion.length; taken++) {
        if (taken != right && confusion[right][taken] > 0) {
          pairs.add(new Pair(classes.get(right), classes.get(taken), confusion[right][taken]));
        }
      }
    }
    return pairs.stream()
        .sorted(Comparator.comparingLong(pair -> -pair.images))
        .limit(SHOWN_PAIRS)
        .map(pair -> List.of(pair.right, pair.taken, Numbers.whole(pair.images)))
        .toList();
  }
}
