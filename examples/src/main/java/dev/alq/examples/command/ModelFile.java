package dev.alq.examples.command;

import dev.alq.examples.console.CommandFailure;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the model that a command was given. */
final class ModelFile {

  private ModelFile() {}

  /**
   * Reads a model.
   *
   * @throws IOException if the file is not a packed model
   * @throws CommandFailure if there is no such file
   */
  static PackedModel read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          file + ": no such file; './alq quickstart' writes " + QuickstartCommand.FILE);
    }
    return PackedModelFile.read(file);
  }
}
