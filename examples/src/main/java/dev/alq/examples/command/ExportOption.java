package dev.alq.examples.command;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a network goes besides the model file. */
final class ExportOption {

  private List<Path> exports = List.of();

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = {
        "Write the network for other programs too: weights with PyTorch's names to a file",
        "*.safetensors, the whole to *.onnx. May be given several times.",
      })
  void exports(List<Path> files) {
    exports = List.copyOf(files);
  }

  List<Path> exports() {
    return exports;
  }
}
