package dev.alq.examples.report;

import java.awt.Color;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** What all charts have in common: colours, letters, numbers. */
final class Palette {

  /** Dark enough for lines, and told apart by those who see few colours. */
  private static final List<String> DARK = List.of("#0060a8", "#c84b00", "#007a5a", "#7a3d9a");

  private static final int DIGITS = 4;

  private Palette() {}

  static String dark(int index) {
    return DARK.get(index % DARK.size());
  }

  /** A colour as CSS writes it. */
  static String hex(Color colour) {
    return String.format(
        Locale.ROOT, "#%02x%02x%02x", colour.getRed(), colour.getGreen(), colour.getBlue());
  }

  /** The beginning of a chart. */
  static String open(int width, int height, String title) {
    return String.format(
        Locale.ROOT,
        "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
        width,
        height,
        Markup.text(title));
  }

  /** A text beside an axis. */
  static String label(double x, double y, String anchor, String text) {
    return String.format(
        Locale.ROOT,
        "<text x='%.1f' y='%.1f' text-anchor='%s'>%s</text>",
        x,
        y,
        anchor,
        Markup.text(text));
  }

  /** Without digits that say nothing. */
  static String number(double value) {
    return new BigDecimal(value, new MathContext(DIGITS)).stripTrailingZeros().toPlainString();
  }
}
