package dev.alq.examples.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Weights that were trained elsewhere. */
final class FromOption {

  private @Nullable Path from;

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Take the weights from a PyTorch checkpoint (.pth, nothing in it is executed) or from "
              + "safetensors.")
  void from(Path file) {
    from = file;
  }

  Optional<Path> from() {
    return Optional.ofNullable(from);
  }
}
