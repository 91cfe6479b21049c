package dev.alq.models;

import dev.alq.container.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value whose form is not known in advance. */
sealed interface JsonTree {

  /** Members by name, in the order of the text. */
  record Members(Map<String, JsonTree> members) implements JsonTree {}

  /** Elements in order. */
  record Elements(List<JsonTree> elements) implements JsonTree {}

  /** Characters. */
  record Text(String text) implements JsonTree {}

  /** A number without fraction or exponent. */
  record Whole(long number) implements JsonTree {}

  /** Any other number. */
  record Real(double number) implements JsonTree {}

  /** What stands there, for messages. */
  default String description() {
    return switch (this) {
      case Members _ -> "an object";
      case Elements _ -> "an array";
      case Text(String text) -> "the text '" + text + "'";
      case Whole(long number) -> "the number " + number;
      case Real(double number) -> "the number " + number;
    };
  }

  /** Reads the next value. */
  static JsonTree read(JsonReader json) throws IOException {
    return switch (json.kind()) {
      case OBJECT -> {
        Map<String, JsonTree> members = new LinkedHashMap<>();
        json.object(name -> members.put(name, read(json)));
        yield new Members(members);
      }
      case ARRAY -> {
        List<JsonTree> elements = new ArrayList<>();
        json.array(() -> elements.add(read(json)));
        yield new Elements(elements);
      }
      case TEXT -> new Text(json.string());
      case WHOLE_NUMBER -> new Whole(json.wholeNumber());
      case NUMBER -> new Real(json.real());
      case WORD -> throw json.problem("true, false and null are no values of a recipe");
    };
  }
}
