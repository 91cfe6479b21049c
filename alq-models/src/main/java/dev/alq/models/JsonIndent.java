package dev.alq.models;

/** Lays compact JSON out for human readers. */
final class JsonIndent {

  private JsonIndent() {}

  /** The same JSON with a line for each member and element, indented by two spaces per level. */
  static String indent(String compact) {
    StringBuilder text = new StringBuilder();
    int level = 0;
    boolean quoted = false;
    for (int i = 0; i < compact.length(); i++) {
      char c = compact.charAt(i);
      if (quoted || c == '"') {
        text.append(c);
        if (quoted && c == '\\') {
          text.append(compact.charAt(++i));
        }
        quoted = c == '"' ? !quoted : quoted;
        continue;
      }
      char next = i + 1 < compact.length() ? compact.charAt(i + 1) : ' ';
      switch (c) {
        case '{', '[' -> {
          text.append(c);
          if (next == '}' || next == ']') {
            text.append(next);
            i++;
          } else {
            line(text, ++level);
          }
        }
        case '}', ']' -> {
          line(text, --level);
          text.append(c);
        }
        case ',' -> {
          text.append(c);
          line(text, level);
        }
        case ':' -> text.append(": ");
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, int level) {
    text.append('\n').append("  ".repeat(level));
  }
}
