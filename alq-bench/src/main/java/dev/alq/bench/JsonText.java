package dev.alq.bench;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes maps, lists, words and numbers as JSON on one line. */
final class JsonText {

  private JsonText() {}

  /**
   * Writes a value.
   *
   * @param value a map with string keys, an iterable, an array of integers, a string or a number
   */
  static String of(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> quoted(entry.getKey().toString()) + ":" + of(entry.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
      case Iterable<?> list ->
          java.util.stream.StreamSupport.stream(list.spliterator(), false)
              .map(JsonText::of)
              .collect(Collectors.joining(",", "[", "]"));
      case int[] numbers -> of(java.util.Arrays.stream(numbers).boxed().toList());
      case BigDecimal number -> number.toPlainString();
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> quoted(value.toString());
    };
  }

  /** Writes a string. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
