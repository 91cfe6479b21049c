package dev.alq.examples.compare;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of compared runs, which grows by a row as each run ends. A comparison that was interrupted
 * goes on from it, and so does one that asks for more; several may work on it at once.
 */
final class ComparisonFile {

  private final Path file;

  /**
   * Opens a file.
   *
   * @param file the file; may be missing
   * @throws IOException if it cannot be read
   * @throws CommandFailure if it holds something else
   */
  ComparisonFile(Path file) throws IOException {
    this.file = OutputFile.requireWritable(file);
    runs(); // so that what cannot be read is refused before anything takes time
  }

  /** All rows that are on disk now, in the order in which the runs ended. */
  List<ComparedRun> runs() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = text();
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> lines = text.lines().toList();
    if (!lines.getFirst().equals(ComparedRun.HEADER)) {
      throw new CommandFailure(file + ": is no file of compared runs as this version writes it");
    }
    if (!text.endsWith("\n")) {
      throw new CommandFailure(file + ": line " + lines.size() + " has no end; remove it");
    }
    List<ComparedRun> runs = new ArrayList<>();
    for (int k = 1; k < lines.size(); k++) {
      try {
        runs.add(ComparedRun.parse(lines.get(k)));
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(file + ": line " + (k + 1) + ": " + e.getMessage());
      }
    }
    return runs;
  }

  /** Without what somebody else is just adding, and without disturbing them. */
  private String text() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock _ = channel.lock(0, Long.MAX_VALUE, true)) {
      byte[] bytes = Channels.newInputStream(channel).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The row of a run, if it has ended. */
  Optional<ComparedRun> find(String run) throws IOException {
    return runs().stream().filter(row -> row.run().equals(run)).findFirst();
  }

  /** Adds a row, behind those that others have added meanwhile. */
  void add(ComparedRun row) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileLock _ = channel.lock()) {
      String header = channel.size() == 0 ? ComparedRun.HEADER + '\n' : "";
      String lines = header + row.csv() + '\n';
      ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
