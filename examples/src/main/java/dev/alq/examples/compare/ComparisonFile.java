package dev.alq.examples.compare;

import dev.alq.container.AtomicFiles;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.OutputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of compared runs, which grows by a row as each run ends. A comparison that was interrupted
 * goes on from it, and so does one that asks for more.
 */
final class ComparisonFile {

  private final Path file;
  private final List<ComparedRun> runs = new ArrayList<>();

  /**
   * Opens a file.
   *
   * @param file the file; may be missing
   * @throws IOException if it cannot be read
   * @throws CommandFailure if it holds something else
   */
  ComparisonFile(Path file) throws IOException {
    this.file = OutputFile.requireWritable(file);
    if (!Files.exists(file)) {
      return;
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().equals(ComparedRun.HEADER)) {
      throw new CommandFailure(file + ": is no file of compared runs as this version writes it");
    }
    for (int k = 1; k < lines.size(); k++) {
      try {
        runs.add(ComparedRun.parse(lines.get(k)));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(file + ": line " + (k + 1) + ": " + e.getMessage());
      }
    }
  }

  /** All rows, in the order in which the runs ended. */
  List<ComparedRun> runs() {
    return List.copyOf(runs);
  }

  /** The row of a run, if it has ended. */
  Optional<ComparedRun> find(ComparedRun.Key key) {
    return runs.stream().filter(run -> run.key().equals(key)).findFirst();
  }

  /** Adds a row, on disk too. */
  void add(ComparedRun run) throws IOException {
    runs.add(run);
    StringBuilder text = new StringBuilder(ComparedRun.HEADER).append('\n');
    runs.forEach(row -> text.append(row.csv()).append('\n'));
    AtomicFiles.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
