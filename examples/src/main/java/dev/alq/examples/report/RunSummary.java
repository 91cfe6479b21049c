package dev.alq.examples.report;

import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.run.RecordedJob;
import dev.alq.examples.run.RunMetrics;
import dev.alq.examples.run.Task;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Provenance;
import dev.alq.train.RecordedRun;
import dev.alq.train.RunDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A run folder, read, with the model that the run led to.
 *
 * @param folder the folder
 * @param recorded what the folder says about its run
 * @param model the model's file and the model, if it is at hand
 */
record RunSummary(Path folder, RecordedRun recorded, Optional<Model> model) {

  /** Said where there is none. */
  static final String NO_MODEL =
      "There is no model in the folder: the run has not come to its end, or put its model elsewhere"
          + " (--model names it).";

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
    RecordedRun recorded = RunMetrics.read(folder);
    RunDescription description = recorded.description();
    return new RunSummary(
        folder, recorded, model(elsewhere.or(() -> modelIn(folder, description)), description));
  }

  /** Looks for a file of the name that commands give it; networks of one's own have none. */
  private static Optional<Path> modelIn(Path folder, RunDescription description) {
    RecordedJob job = new RecordedJob(description);
    if (!job.hasKnownNetwork()) {
      return Optional.empty();
    }
    NetworkPlan network = job.plan();
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
    if (origin.seed() != description.seed()
        || !origin.dataHash().equals(description.dataHash())
        || !origin.recipe().equals(new RecordedJob(description).recipe().name())) {
      throw new CommandFailure(
          file.get() + ": has another recipe, seed or other data than the run");
    }
    return Optional.of(new Model(file.get(), model));
  }
}
