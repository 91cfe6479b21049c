package dev.alq.examples.report;

import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.run.RunLog;
import dev.alq.examples.run.RunMetrics;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingJob;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Provenance;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run folder, read.
 *
 * @param folder the folder
 * @param description what the run is
 * @param begunWith versions and the like, by name
 * @param epochs what its epochs led to
 * @param secondsAtWork how long it was at work so far
 * @param model the model's file and the model, if it is at hand
 */
record RunSummary(
    Path folder,
    RunDescription description,
    Map<String, String> begunWith,
    List<RunMetrics.Epoch> epochs,
    double secondsAtWork,
    Optional<Model> model) {

  /** Said where there is none. */
  static final String NO_MODEL =
      "There is no model in the folder: the run has not come to its end, or put its model elsewhere"
          + " (--model names it).";

  private static final String PROVENANCE = "provenance.json";
  private static final String BEGUN_WITH = "begunWith";

  /**
   * What a run led to.
   *
   * @param file its file
   * @param packed what is in it
   */
  record Model(Path file, PackedModel packed) {}

  /**
   * Reads a folder.
   *
   * @param elsewhere the model that the run led to, if that lies outside of the folder
   * @throws CommandFailure if there is no run, none of its epochs has ended, or the model is not
   *     that of the run
   * @throws IOException if a file is damaged or cannot be read
   */
  static RunSummary read(Path folder, Optional<Path> elsewhere) throws IOException {
    RunDescription description =
        RunFolder.recorded(folder)
            .orElseThrow(() -> new CommandFailure(folder + ": there is no run in this folder"));
    return new RunSummary(
        folder,
        description,
        begunWith(folder.resolve(PROVENANCE)),
        RunMetrics.read(folder),
        RunLog.secondsAtWork(folder),
        model(elsewhere.or(() -> modelIn(folder, description)), description));
  }

  private static Map<String, String> begunWith(Path file) throws IOException {
    try {
      Map<String, String> facts = new TreeMap<>();
      JsonNode json = JsonMapper.shared().readTree(Files.readString(file));
      json.path(BEGUN_WITH)
          .properties()
          .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asString()));
      return facts;
    } catch (JacksonException e) {
      throw new CommandFailure(file + ": " + e.getOriginalMessage());
    }
  }

  private static Optional<Path> modelIn(Path folder, RunDescription description) {
    NetworkPlan network =
        new NetworkPlan(
            TrainingJob.recordedNetwork(description), TrainingJob.recordedWidth(description));
    return Arrays.stream(Task.values())
        .map(task -> folder.resolve(task.fileName(network)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Optional<Model> model(Optional<Path> file, RunDescription description)
      throws IOException {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    PackedModel model = PackedModelFile.read(file.get());
    Provenance origin = model.provenance();
    if (origin.seed() != description.seed() || !origin.dataHash().equals(description.dataHash())) {
      throw new CommandFailure(file.get() + ": has another seed or other data than the run");
    }
    return Optional.of(new Model(file.get(), model));
  }
}
