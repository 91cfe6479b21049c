package dev.alq.train;

import dev.alq.container.AtomicFiles;
import dev.alq.container.Json;
import dev.alq.container.JsonReader;
import dev.alq.container.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a folder says about its run: the recipe, and where the run comes from, each in a file of its
 * own. Recipes by which the run went before have a number in their names.
 *
 * @param description what the run is
 * @param earlier what the run was by the recipes before, the first one first
 * @param environment what it was begun with
 */
record RunRecord(
    RunDescription description, List<RunDescription> earlier, Map<String, String> environment) {

  static final String RECIPE = "recipe.json";
  static final String PROVENANCE = "provenance.json";

  private static final String SEED = "seed";
  private static final String DATA_HASH = "dataHash";
  private static final String FACTS = "facts";
  private static final String BEGUN_WITH = "begunWith";

  RunRecord {
    earlier = List.copyOf(earlier);
  }

  /** Writes a new record; the folder holds a run as soon as the second is there. */
  static void write(Path folder, RunDescription description, Map<String, String> environment)
      throws IOException {
    AtomicFiles.write(
        folder.resolve(RECIPE), description.recipe().getBytes(StandardCharsets.UTF_8));
    byte[] json =
        Json.write(generator -> {
          generator.writeStartObject();
          generator.writeNumberProperty(SEED, description.seed());
          generator.writeStringProperty(DATA_HASH, description.dataHash());
          generator.writeObjectPropertyStart(FACTS);
          description.facts().forEach(generator::writeStringProperty);
          generator.writeEndObject();
          generator.writeObjectPropertyStart(BEGUN_WITH);
          environment.forEach(generator::writeStringProperty);
          generator.writeEndObject();
          generator.writeEndObject();
        });
    AtomicFiles.write(folder.resolve(PROVENANCE), json);
  }

  /**
   * Puts another recipe in the place of this one. Whatever interrupts that leaves one of the two.
   *
   * @param folder where this record was read
   * @param recipe the other recipe
   * @param results files of the folder that this recipe led to; they get its number
   * @return the name that this recipe has now
   */
  String replaceRecipe(Path folder, String recipe, List<String> results) throws IOException {
    int number = earlier.size() + 1;
    for (String result : results) {
      if (Files.exists(folder.resolve(result))) {
        Files.move(
            folder.resolve(result),
            folder.resolve(numbered(result, number)),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    String kept = numbered(RECIPE, number);
    AtomicFiles.write(folder.resolve(kept), description.recipe().getBytes(StandardCharsets.UTF_8));
    AtomicFiles.write(folder.resolve(RECIPE), recipe.getBytes(StandardCharsets.UTF_8));
    return kept;
  }

  /** Such as "recipe-1.json". */
  private static String numbered(String name, int number) {
    int dot = name.lastIndexOf('.');
    int end = dot < 0 ? name.length() : dot;
    return name.substring(0, end) + "-" + number + name.substring(end);
  }

  /** Reads it back; empty if no run has begun. */
  static Optional<RunRecord> read(Path folder) throws IOException {
    byte[] provenance;
    try {
      provenance = Files.readAllBytes(folder.resolve(PROVENANCE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String recipe = Files.readString(folder.resolve(RECIPE));
    try {
      RunRecord newest = parse(recipe, new JsonReader(provenance));
      return Optional.of(
          new RunRecord(
              newest.description, earlier(folder, newest.description), newest.environment));
    } catch (MalformedJsonException e) {
      throw new RunFolderException(
          folder, PROVENANCE + ", byte " + e.offset() + ": " + e.getMessage());
    }
  }

  /** A replacement that was interrupted leaves a last one that equals the recipe itself. */
  private static List<RunDescription> earlier(Path folder, RunDescription run) throws IOException {
    List<RunDescription> earlier = new ArrayList<>();
    for (int number = 1; ; number++) {
      Path file = folder.resolve(numbered(RECIPE, number));
      if (!Files.exists(file)) {
        break;
      }
      earlier.add(run.withRecipe(Files.readString(file)));
    }
    if (!earlier.isEmpty() && earlier.getLast().equals(run)) {
      earlier.removeLast();
    }
    return earlier;
  }

  private static RunRecord parse(String recipe, JsonReader json) throws IOException {
    long[] seed = new long[1];
    StringBuilder dataHash = new StringBuilder();
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, String> environment = new LinkedHashMap<>();
    json.object(name -> {
      switch (name) {
        case SEED -> seed[0] = json.wholeNumber();
        case DATA_HASH -> dataHash.append(json.string());
        case FACTS -> json.object(fact -> facts.put(fact, json.string()));
        case BEGUN_WITH -> json.object(fact -> environment.put(fact, json.string()));
        default -> throw json.problem("unknown member '" + name + "'");
      }
    });
    json.end();
    return new RunRecord(
        new RunDescription(recipe, seed[0], dataHash.toString(), facts), List.of(), environment);
  }
}
