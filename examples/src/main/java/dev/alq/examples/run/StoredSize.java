package dev.alq.examples.run;

import dev.alq.examples.console.Numbers;
import dev.alq.packed.Compaction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a model takes: its weights by formula and its file, as they are and compacted.
 *
 * @param weights the weights
 * @param compacted the weights after compaction
 * @param fileBytes size of the file
 * @param compactedFileBytes size of the file after compaction
 */
public record StoredSize(
    ModelSize weights, ModelSize compacted, long fileBytes, long compactedFileBytes) {

  /** What stands above {@link #rows()}. */
  public static final List<String> HEADINGS = List.of("size", "bytes", "");

  /**
   * The sizes of a model in a file.
   *
   * @param file the file
   * @param model what is in it; not modified
   * @return its sizes
   * @throws IOException if the file is gone
   */
  public static StoredSize of(Path file, PackedModel model) throws IOException {
    PackedModel compacted = Compaction.of(model);
    return new StoredSize(
        ModelSize.of(model),
        ModelSize.of(compacted),
        Files.size(file),
        PackedModelFile.bytes(compacted));
  }

  /**
   * A table of them, each beside what the weights take as float32.
   *
   * @return rows of a name, bytes, and how many times smaller that is
   */
  public List<List<String>> rows() {
    return List.of(
        List.of("weights as float32", Numbers.whole(weights.floatBytes()), ""),
        row("weights by formula", weights.bytes()),
        row("weights by formula, compacted", compacted.bytes()),
        row("file", fileBytes),
        row("file, compacted", compactedFileBytes));
  }

  private List<String> row(String name, long bytes) {
    return List.of(name, Numbers.whole(bytes), Numbers.times(weights.floatBytes(), bytes));
  }
}
