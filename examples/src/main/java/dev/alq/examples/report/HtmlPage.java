package dev.alq.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A page that is one file: it loads nothing, runs nothing, and says so to the browser. Texts are
 * escaped here, so callers pass them as they are. Mutable; not for several threads.
 */
final class HtmlPage {

  private static final String BEFORE_TITLE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy"
        content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="icon" href="data:,">
      <title>\
      """;

  private static final byte[] BEGINNING = "<!DOCTYPE html>".getBytes(StandardCharsets.US_ASCII);

  private static final String AFTER_TITLE =
      """
      </title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff;
        max-width: 960px; margin: 2rem auto; padding: 0 1rem; }
      h1 { font-size: 1.7rem; margin-bottom: .2rem; }
      h2 { font-size: 1.2rem; margin-top: 2.2rem; border-bottom: 1px solid #ccd3db; }
      table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
      div.wide { overflow-x: auto; }
      th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid #e4e8ec; }
      th:first-child, td:first-child { text-align: left; }
      th { font-weight: 600; background: #f4f6f8; }
      td { overflow-wrap: anywhere; }
      svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: #1c2430; }
      pre { background: #f4f6f8; padding: .8rem; overflow-x: auto; font-size: .8rem; }
      figure { margin: 1rem 0; }
      figcaption { font-size: .85rem; color: #4a5563; }
      </style>
      </head>
      <body>
      """;

  private final StringBuilder html;

  /**
   * Whether a file is a page, by how it begins.
   *
   * @param file an existing file
   * @throws IOException if it cannot be read
   */
  static boolean isPage(Path file) throws IOException {
    try (InputStream content = Files.newInputStream(file)) {
      return Arrays.equals(content.readNBytes(BEGINNING.length), BEGINNING);
    }
  }

  /**
   * Begins a page.
   *
   * @param title its title
   */
  HtmlPage(String title) {
    String escaped = Markup.text(title).toString();
    html = new StringBuilder(BEFORE_TITLE).append(escaped).append(AFTER_TITLE);
    html.append("<h1>").append(escaped).append("</h1>\n");
  }

  /**
   * Begins a part.
   *
   * @param text what it is about
   * @return this
   */
  HtmlPage heading(String text) {
    return element("h2", text);
  }

  /**
   * Adds a paragraph.
   *
   * @param text any text
   * @return this
   */
  HtmlPage paragraph(String text) {
    return element("p", text);
  }

  /**
   * Adds a text whose lines stay as they are, closed until it is asked for.
   *
   * @param name what it is
   * @param text any text
   * @return this
   */
  HtmlPage details(String name, String text) {
    html.append("<details><summary>").append(Markup.text(name)).append("</summary>");
    html.append("<pre>").append(Markup.text(text)).append("</pre></details>\n");
    return this;
  }

  /**
   * Adds a chart.
   *
   * @param chart the chart
   * @param caption what stands below it
   * @return this
   */
  HtmlPage figure(Markup chart, String caption) {
    html.append("<figure>").append(chart).append("<figcaption>");
    html.append(Markup.text(caption)).append("</figcaption></figure>\n");
    return this;
  }

  /**
   * Adds a table.
   *
   * @param headings one per column
   * @param rows one text per column each
   * @return this
   */
  HtmlPage table(List<String> headings, List<List<String>> rows) {
    return table(headings, rows, List.of());
  }

  /**
   * Adds a table whose cells are shaded.
   *
   * @param headings one per column
   * @param rows one text per column each
   * @param shades per row and column from 0, white, to 1, dark; the first column, and rows that are
   *     missing, have none
   * @return this
   */
  HtmlPage table(List<String> headings, List<List<String>> rows, List<List<Double>> shades) {
    html.append("<div class='wide'><table>\n<tr>");
    headings.forEach(text -> html.append("<th>").append(Markup.text(text)).append("</th>"));
    html.append("</tr>\n");
    for (int r = 0; r < rows.size(); r++) {
      html.append("<tr>");
      for (int c = 0; c < rows.get(r).size(); c++) {
        html.append(c > 0 && r < shades.size() ? cell(shades.get(r).get(c - 1)) : "<td>");
        html.append(Markup.text(rows.get(r).get(c))).append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</table></div>\n");
    return this;
  }

  private static String cell(double shade) {
    return String.format(
        Locale.ROOT, "<td style='background:rgba(0,96,168,%.3f)'>", 0.6 * Math.clamp(shade, 0, 1));
  }

  private HtmlPage element(String name, String text) {
    html.append('<').append(name).append('>').append(Markup.text(text));
    html.append("</").append(name).append(">\n");
    return this;
  }

  /**
   * The page.
   *
   * @return HTML, to be stored as UTF-8
   */
  @Override
  public String toString() {
    return html + "</body>\n</html>\n";
  }
}
