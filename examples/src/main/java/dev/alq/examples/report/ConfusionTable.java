package dev.alq.examples.report;

import dev.alq.examples.console.Numbers;
import dev.alq.examples.run.Confusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which classes are taken for which, in a page. */
final class ConfusionTable {

  private ConfusionTable() {}

  /**
   * Adds the matrix, or of many classes the pairs that are confused most.
   *
   * @param confusion images by right class (row) and predicted class (column)
   */
  static void add(HtmlPage page, List<String> classes, long[][] confusion) {
    if (!Confusion.isReadable(classes.size())) {
      page.paragraph(Confusion.PAIRS);
      page.table(
          List.of("right", "taken for", "images"),
          Confusion.mostFrequent(classes, confusion).stream()
              .map(pair -> List.of(pair.right(), pair.taken(), Numbers.whole(pair.images())))
              .toList());
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
}
