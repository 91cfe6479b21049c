package dev.alq.models;

import dev.alq.container.Json;
import dev.alq.container.JsonReader;
import dev.alq.container.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Recipes as JSON, to be printed, edited and loaded again. Every field must be there, and what is
 * unknown, of another type or out of range is refused with the field's path.
 *
 * <p>The form follows the records. A new component of {@link Recipe} or of any record below it, a
 * new constant of an enum, and a new record that a sealed interface permits are printed and read
 * without a change here, as long as components are texts, {@code int}, {@code long}, {@code
 * double}, enums, records, sealed interfaces of records, or lists and maps of those. Nothing may be
 * null: what can be absent is a sealed interface with a record for its absence. Ranges are checked
 * by the constructors, whose {@link IllegalArgumentException} becomes the message. A recipe that
 * was printed before a component came along is refused with the name of the field it lacks.
 */
public final class RecipeJson {

  private RecipeJson() {}

  /** A text is not a recipe. */
  public static final class RecipeException extends IOException {

    private static final long serialVersionUID = 1L;

    private RecipeException(String problem) {
      super(problem);
    }
  }

  /**
   * Writes a recipe, indented, one value a line; equal recipes give equal texts.
   *
   * @param recipe the recipe
   * @return the text, with a line feed at its end
   */
  public static String print(Recipe recipe) {
    return JsonIndent.indent(line(recipe)) + "\n";
  }

  /**
   * Writes a recipe on one line; equal recipes give equal texts.
   *
   * @param recipe the recipe
   * @return the text, without a line feed
   */
  public static String line(Recipe recipe) {
    byte[] compact = Json.write(json -> RecordJson.write(json, recipe, Recipe.class));
    return new String(compact, StandardCharsets.UTF_8);
  }

  /**
   * Reads a recipe.
   *
   * @param source what to call the text in messages
   * @param text JSON
   * @return the recipe
   * @throws RecipeException if the text is not JSON or not a recipe
   */
  public static Recipe parse(String source, String text) throws RecipeException {
    try {
      JsonReader json = new JsonReader(text.getBytes(StandardCharsets.UTF_8));
      JsonTree tree = JsonTree.read(json);
      json.end();
      return (Recipe) RecordJson.read(tree, Recipe.class, "");
    } catch (MalformedJsonException e) {
      throw new RecipeException(source + ": byte " + e.offset() + ": " + e.getMessage());
    } catch (RecordJson.UnfitException | IOException e) {
      throw new RecipeException(source + ": " + e.getMessage());
    }
  }

  /**
   * Reads a recipe from a file.
   *
   * @param file JSON in UTF-8
   * @return the recipe
   * @throws RecipeException if the text is not JSON or not a recipe
   * @throws IOException if the file cannot be read
   */
  public static Recipe read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new RecipeException(file + ": is a folder");
    }
    try {
      return parse(file.toString(), Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new RecipeException(file + ": is no text in UTF-8");
    }
  }
}
