package dev.alq.examples.command;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.OutputFile;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the model that a user has named, and keeps other files from being taken for one. */
final class ModelFile {

  /** Where the text of a container begins, behind its length. */
  private static final int TEXT_AT = Long.BYTES;

  private ModelFile() {}

  /**
   * Reads a model.
   *
   * @throws IOException if the file is not a packed model
   * @throws CommandFailure if there is no such file, or one of another kind
   */
  static PackedModel read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new CommandFailure(file + ": is a folder; name the model in it");
    }
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          file + ": no such file; './alq quickstart' writes " + QuickstartCommand.FILE);
    }
    if (!isContainer(file)) {
      throw new CommandFailure(file + ": is no packed model");
    }
    return PackedModelFile.read(file);
  }

  /**
   * Demands a place for a model: a new file, an empty one, or a model that is to be replaced. What
   * else is there may be all that somebody has of it.
   *
   * @return the same path
   * @throws CommandFailure if it cannot be written, or something else is there
   */
  static Path requireReplaceable(Path file) throws IOException {
    OutputFile.requireWritable(file);
    if (Files.exists(file) && Files.size(file) > 0 && !PackedModelFile.isOne(file)) {
      throw new CommandFailure(file + ": is there and no model, so it is not replaced");
    }
    return file;
  }

  private static boolean isContainer(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(TEXT_AT + 1);
      return start.length > TEXT_AT && start[TEXT_AT] == '{';
    }
  }
}
