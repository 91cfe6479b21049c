package dev.alq.examples.report;

/**
 * A piece of HTML or SVG whose texts have been escaped. Only this package makes it, so nothing that
 * comes from outside gets into a page as anything but text.
 */
final class Markup {

  private static final int FIRST_PRINTABLE = 0x20;
  private static final char REPLACEMENT = '\uFFFD';

  private final String source;

  private Markup(String source) {
    this.source = source;
  }

  /** A piece whose texts the caller has escaped. */
  static Markup ofEscaped(String source) {
    return new Markup(source);
  }

  /**
   * A text as it is to be read. Control characters, which no page may hold, become U+FFFD.
   *
   * @param text any text
   * @return the text with {@code & < > " '} escaped, fit for elements and quoted attributes
   */
  static Markup text(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        case '\n', '\t' -> escaped.append(c);
        default -> escaped.append(c < FIRST_PRINTABLE || c == 0x7F ? REPLACEMENT : c);
      }
    }
    return new Markup(escaped.toString());
  }

  /**
   * The piece as it stands in a page.
   *
   * @return HTML or SVG
   */
  @Override
  public String toString() {
    return source;
  }
}
