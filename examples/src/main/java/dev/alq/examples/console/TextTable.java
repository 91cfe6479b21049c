package dev.alq.examples.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns: the first column to the left, all others to the right. */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Begins with the headings.
   *
   * @param headings one per column
   */
  public TextTable(List<String> headings) {
    rows.add(List.copyOf(headings));
  }

  /**
   * Adds a row.
   *
   * @param cells one per column
   * @return this
   * @throws IllegalArgumentException if there are more or fewer of them
   */
  public TextTable add(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(cells + " for the columns " + rows.getFirst());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  /**
   * Writes all rows.
   *
   * @param target where to write
   */
  public void print(PrintWriter target) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(row.getFirst());
      line.repeat(' ', widths[0] - row.getFirst().length());
      for (int c = 1; c < columns; c++) {
        line.append(GAP).repeat(' ', widths[c] - row.get(c).length()).append(row.get(c));
      }
      target.println(line.toString().stripTrailing());
    }
  }
}
