package dev.alq.examples.report;

import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.run.RunLog;
import dev.alq.examples.run.RunMetrics;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingJob;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * @param model the model's file and the model, if the run has come to its end
 */
record RunSummary(
    Path folder,
    RunDescription description,
    Map<String, String> begunWith,
    List<RunMetrics.Epoch> epochs,
    double secondsAtWork,
    Optional<Model> model) {

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
   * @throws CommandFailure if there is no run, or none of its epochs has ended
   * @throws IOException if a file is damaged or cannot be read
   */
  static RunSummary read(Path folder) throws IOException {
    RunDescription description =
        RunFolder.recorded(folder)
            .orElseThrow(() -> new CommandFailure(folder + ": there is no run in this folder"));
    return new RunSummary(
        folder,
        description,
        begunWith(folder.resolve(PROVENANCE)),
        RunMetrics.read(folder),
        RunLog.secondsAtWork(folder),
        model(folder, description));
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

  private static Optional<Model> model(Path folder, RunDescription description) throws IOException {
    NetworkPlan network =
        new NetworkPlan(
            TrainingJob.recordedNetwork(description), TrainingJob.recordedWidth(description));
    for (Task task : Task.values()) {
      Path file = folder.resolve(task.fileName(network));
      if (Files.isRegularFile(file)) {
        return Optional.of(new Model(file, PackedModelFile.read(file)));
      }
    }
    return Optional.empty();
  }
}
