package dev.alq.packed;

import dev.alq.container.JsonReader;
import dev.alq.container.MalformedJsonException;
import dev.alq.container.SafetensorsFile;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns the content of a file back into a model. Nothing is allocated but what the file's own size
 * bounds, and every text and tensor of the file must be known.
 */
final class ModelReader {

  private static final Set<String> METADATA =
      Set.of(
          SafetensorsFile.HASH_KEY,
          FormatNames.FORMAT,
          FormatNames.VERSION,
          FormatNames.GRAPH,
          FormatNames.PREPROCESSING,
          FormatNames.DATA_HASH,
          FormatNames.RECIPE,
          FormatNames.SEED,
          FormatNames.LIBRARY_VERSION);

  /** Reads one value of a JSON text. */
  @FunctionalInterface
  private interface Body<T> {
    T read(JsonReader json) throws IOException;
  }

  private final SafetensorsFile file;
  private final ModelTensors tensors;

  ModelReader(SafetensorsFile file) {
    this.file = file;
    this.tensors = new ModelTensors(file);
  }

  /**
   * Demands a file as it was written by a library of this version.
   *
   * @throws IOException if it is not, or not any more
   */
  void requireIntact() throws IOException {
    requireValue(FormatNames.FORMAT, FormatNames.FORMAT_VALUE);
    requireValue(FormatNames.VERSION, FormatNames.VERSION_VALUE);
    file.verify();
  }

  PackedModel read() throws IOException {
    requireIntact();
    if (!file.metadata().keySet().equals(METADATA)) {
      throw problem("the metadata are " + file.metadata().keySet() + ", not " + METADATA);
    }
    List<PackedLayer> layers =
        parse(FormatNames.GRAPH, json -> new GraphReader(json, tensors).layers());
    if (!tensors.unused().isEmpty()) {
      throw problem("no layer uses the tensors " + tensors.unused());
    }
    return new PackedModel(
        layers,
        parse(FormatNames.PREPROCESSING, ModelReader::readPreprocessing),
        new Provenance(
            text(FormatNames.DATA_HASH),
            text(FormatNames.RECIPE),
            Long.parseLong(text(FormatNames.SEED)),
            text(FormatNames.LIBRARY_VERSION)));
  }

  private void requireValue(String key, String expected) throws PackedModelException {
    String actual = file.metadata().get(key);
    if (!expected.equals(actual)) {
      throw problem("its " + key + " is " + actual + ", not " + expected);
    }
  }

  private <T> T parse(String key, Body<T> body) throws IOException {
    JsonReader json = new JsonReader(text(key).getBytes(StandardCharsets.UTF_8));
    try {
      T value = body.read(json);
      json.end();
      return value;
    } catch (MalformedJsonException e) {
      throw new PackedModelException(
          file.path() + ": byte " + e.offset() + " of the " + key + ": " + e.getMessage(), e);
    }
  }

  private String text(String key) throws PackedModelException {
    String text = file.metadata().get(key);
    if (text == null) {
      throw problem("it has no " + key);
    }
    return text;
  }

  private static Preprocessing readPreprocessing(JsonReader json) throws IOException {
    int[] size = new int[2];
    List<Float> mean = new ArrayList<>();
    List<Float> std = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    json.object(name -> {
      switch (name) {
        case FormatNames.HEIGHT -> size[0] = json.size();
        case FormatNames.WIDTH -> size[1] = json.size();
        case FormatNames.MEAN -> json.array(() -> mean.add(json.number()));
        case FormatNames.STD -> json.array(() -> std.add(json.number()));
        case FormatNames.CLASSES -> json.array(() -> classes.add(json.string()));
        default -> throw json.problem("unknown member '" + name + "'");
      }
    });
    return new Preprocessing(size[0], size[1], new Normalization(mean, std), classes);
  }

  private PackedModelException problem(String text) {
    return new PackedModelException(file.path() + ": " + text);
  }
}
