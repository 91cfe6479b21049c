package dev.alq.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which data a command works on. */
final class DataOptions {

  /** The variable that stands in for {@code --data}. */
  static final String VARIABLE = "ALQ_DATA";

  private @Nullable Path data;
  private DigitData.@Nullable Name dataset;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder that holds mnist/ (default: the variable " + VARIABLE + ").")
  void data(Path folder) {
    data = folder;
  }

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description = "Take this data: ${COMPLETION-CANDIDATES}.")
  void dataset(DigitData.Name name) {
    dataset = name;
  }

  /** The data that was asked for by name, if one was. */
  Optional<DigitData> named(Surroundings surroundings) throws IOException {
    return dataset == null ? Optional.empty() : Optional.of(read(dataset, surroundings));
  }

  /** The data that was asked for by name, else that of the given name. */
  DigitData orDefault(Surroundings surroundings, DigitData.Name name) throws IOException {
    return read(dataset == null ? name : dataset, surroundings);
  }

  private DigitData read(DigitData.Name name, Surroundings surroundings) throws IOException {
    return switch (name) {
      case MNIST -> DigitData.mnist(requiredFolder(surroundings));
      case SYNTHETIC -> DigitData.synthetic(surroundings.effort());
    };
  }

  /** MNIST, if its folder is there. */
  Optional<DigitData> mnistIfPresent(Surroundings surroundings) throws IOException {
    Optional<Path> folder = folder(surroundings);
    if (folder.isEmpty() || !DigitData.hasMnist(folder.get())) {
      return Optional.empty();
    }
    return Optional.of(DigitData.mnist(folder.get()));
  }

  /**
   * The data that was asked for, else MNIST if it is there, else synthetic digits; says so in the
   * last case.
   */
  DigitData orWhatThereIs(Surroundings surroundings) throws IOException {
    Optional<DigitData> found = named(surroundings);
    if (found.isEmpty()) {
      found = mnistIfPresent(surroundings);
    }
    if (found.isPresent()) {
      return found.get();
    }
    surroundings
        .err()
        .println(
            folder(surroundings)
                .map(folder -> "No mnist/ in " + folder + ", so the digits are drawn.")
                .orElse(
                    "No data folder named by --data or "
                        + VARIABLE
                        + ", so the digits are drawn."));
    return DigitData.synthetic(surroundings.effort());
  }

  private Optional<Path> folder(Surroundings surroundings) {
    if (data != null) {
      if (!Files.isDirectory(data)) {
        throw new CommandFailure(data + ": no such folder; --data names the folder of mnist/");
      }
      return Optional.of(data);
    }
    String variable = surroundings.variables().get(VARIABLE);
    return variable == null || variable.isBlank()
        ? Optional.empty()
        : Optional.of(Path.of(variable));
  }

  private Path requiredFolder(Surroundings surroundings) {
    return folder(surroundings)
        .orElseThrow(() ->
            new CommandFailure(
                "no data: name the folder that holds mnist/ by --data or "
                    + VARIABLE
                    + ", or take --dataset synthetic"));
  }
}
