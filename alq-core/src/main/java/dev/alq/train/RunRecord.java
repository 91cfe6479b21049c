package dev.alq.train;

import dev.alq.container.AtomicFiles;
import dev.alq.container.Json;
import dev.alq.container.JsonReader;
import dev.alq.container.MalformedJsonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a folder says about its run, in two files: the recipe, and where the run comes from.
 *
 * @param description what the run is
 * @param environment what it was begun with
 */
record RunRecord(RunDescription description, Map<String, String> environment) {

  static final String RECIPE = "recipe.json";
  static final String PROVENANCE = "provenance.json";

  private static final String SEED = "seed";
  private static final String DATA_HASH = "dataHash";
  private static final String FACTS = "facts";
  private static final String BEGUN_WITH = "begunWith";

  /** Writes both; the folder holds a run as soon as the second is there. */
  static void write(Path folder, RunDescription description, Map<String, String> environment)
      throws IOException {
    write(folder.resolve(RECIPE), description.recipe().getBytes(StandardCharsets.UTF_8));
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
    write(folder.resolve(PROVENANCE), json);
  }

  /** Writes a small file whole. */
  static void write(Path file, byte[] bytes) throws IOException {
    AtomicFiles.write(
        file,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  /** Reads both back; empty if the second is not there. */
  static Optional<RunRecord> read(Path folder) throws IOException {
    byte[] provenance;
    try {
      provenance = Files.readAllBytes(folder.resolve(PROVENANCE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String recipe = Files.readString(folder.resolve(RECIPE));
    try {
      return Optional.of(parse(recipe, new JsonReader(provenance)));
    } catch (MalformedJsonException e) {
      throw new RunFolderException(
          folder, PROVENANCE + ", byte " + e.offset() + ": " + e.getMessage());
    }
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
        new RunDescription(recipe, seed[0], dataHash.toString(), facts), environment);
  }
}
