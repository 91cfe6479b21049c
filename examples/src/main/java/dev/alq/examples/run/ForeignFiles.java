package dev.alq.examples.run;

import dev.alq.activation.ActivationPlan;
import dev.alq.container.Hashes;
import dev.alq.dataset.Preprocessing;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.OutputFile;
import dev.alq.examples.console.WrongUsage;
import dev.alq.models.Recipe;
import dev.alq.models.exchange.OnnxExport;
import dev.alq.models.exchange.Pretrained;
import dev.alq.models.exchange.TorchExport;
import dev.alq.nn.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Files of other programs that a network comes from and goes to.
 *
 * @param from where weights are taken over from, if from anywhere
 * @param classifier whether those of the last layer are
 * @param exports where the network is written beside the model file
 */
public record ForeignFiles(
    Optional<Path> from, Pretrained.Classifier classifier, List<Path> exports) {

  static final String RANDOM = "random";

  /** No such files. */
  public static final ForeignFiles NONE =
      new ForeignFiles(Optional.empty(), Pretrained.Classifier.FROM_FILE, List.of());

  /**
   * Weights from a file, the last layer's included.
   *
   * @param file the file
   * @return that file alone
   */
  public static ForeignFiles from(Path file) {
    return new ForeignFiles(Optional.of(file), Pretrained.Classifier.FROM_FILE, List.of());
  }

  /** What is written, by the end of the file's name. */
  private enum Format {
    SAFETENSORS,
    ONNX;

    static Format of(Path file) {
      String name = Objects.toString(file.getFileName(), "").toLowerCase(Locale.ROOT);
      for (Format format : values()) {
        if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
          return format;
        }
      }
      throw new WrongUsage(file + ": an export ends with .safetensors or .onnx");
    }
  }

  /**
   * Fails before anything takes time.
   *
   * @throws WrongUsage if an export has no name of one
   * @throws CommandFailure if a file cannot be read or written
   */
  public void requireUsable() {
    from.filter(file -> !Files.isRegularFile(file))
        .ifPresent(file -> {
          throw new CommandFailure(file + ": no such file");
        });
    for (Path file : exports) {
      Format.of(file);
      OutputFile.requireWritable(file);
    }
  }

  /**
   * Fails before anything takes time.
   *
   * @param recipe what the network is trained by
   * @param out where the model goes
   * @throws WrongUsage if two files of different contents have one name
   * @throws CommandFailure if an export cannot hold what the recipe leads to
   */
  public void requireFor(Recipe recipe, Path out) {
    Set<Path> taken = new HashSet<>(Set.of(whole(out)));
    from.ifPresent(file -> taken.add(whole(file)));
    for (Path file : exports) {
      if (!taken.add(whole(file))) {
        throw new WrongUsage(file + ": is named for two things; an export needs its own file");
      }
      if (Format.of(file) == Format.SAFETENSORS
          && recipe.activations() instanceof ActivationPlan.Quantized) {
        throw new CommandFailure(
            file + ": PyTorch's names have no place for quantized activations; export to .onnx");
      }
    }
  }

  private static Path whole(Path file) {
    return file.toAbsolutePath().normalize();
  }

  /** Where the weights come from, as a run records it. */
  String origin() throws IOException {
    if (from.isEmpty()) {
      return RANDOM;
    }
    String classifies =
        switch (classifier) {
          case FROM_FILE -> "";
          case AS_IT_IS -> " but for the last layer";
        };
    return "SHA-256 " + Hashes.sha256(from.get()) + classifies;
  }

  /**
   * Takes the weights over, if there are any.
   *
   * @param network its parameters and state are modified
   * @throws IOException if the file cannot be read or is of another network
   */
  public void load(Layer network) throws IOException {
    if (from.isPresent()) {
      Pretrained.load(network, from.get(), classifier);
    }
  }

  /** Writes the network as it is now. */
  void export(Layer network, Preprocessing preprocessing) throws IOException {
    for (Path file : exports) {
      switch (Format.of(file)) {
        case SAFETENSORS -> TorchExport.write(network, file);
        case ONNX -> OnnxExport.write(network, preprocessing, file);
      }
    }
  }
}
