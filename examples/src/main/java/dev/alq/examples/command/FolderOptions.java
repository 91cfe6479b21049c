package dev.alq.examples.command;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.RecordedJob;
import dev.alq.examples.run.RunPlace;
import dev.alq.examples.run.TrainingJob;
import dev.alq.kernel.Engine;
import dev.alq.train.RunFolder;
import dev.alq.train.RunFolder.Keeping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a run is kept. */
final class FolderOptions {

  private @Nullable Path folder;
  private boolean resume;
  private Keeping keeping = Keeping.DEFAULT;

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description =
          "Keep the run in this folder: recipe, origin, metrics, log and checkpoints. The model "
              + "goes there too unless --out names a file.")
  void run(Path path) {
    folder = path;
  }

  @Option(
      names = "--resume",
      description =
          "Go on with the run in the folder of --run; what is not named is taken from there. A "
              + "recipe that is named may go further than that of the run, whose phases it begins "
              + "with.")
  void resume(boolean wanted) {
    resume = wanted;
  }

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N",
      description =
          "Batches after which a checkpoint is written within an epoch (default: 500). One is "
              + "written at the end of each epoch and phase in any case.")
  void checkpointEvery(int batches) {
    if (batches < 1) {
      throw new WrongUsage("--checkpoint-every must be at least 1 but is " + batches);
    }
    keeping = new Keeping(keeping.quota(), batches);
  }

  /** What the run is that goes on; empty if none does. */
  Optional<RecordedJob> recorded() throws IOException {
    if (folder == null && !keeping.equals(Keeping.DEFAULT)) {
      throw new WrongUsage("--checkpoint-every needs a folder: --run DIR");
    }
    if (!resume) {
      return Optional.empty();
    }
    Path path = folder;
    if (path == null) {
      throw new WrongUsage("--resume needs the folder: --run DIR");
    }
    return Optional.of(
        RunFolder.recorded(path)
            .map(RecordedJob::new)
            .orElseThrow(() -> new CommandFailure(path + ": there is no run in this folder")));
  }

  /** Where the model goes in the folder; empty if there is no folder or the user named a file. */
  Optional<Path> resultFile(String name, RunOptions run) {
    return folder == null || run.namesOut() ? Optional.empty() : Optional.of(folder.resolve(name));
  }

  /** Keeps the files of the run, other than its model, from being replaced by a model. */
  void requireOutside(Path out, String name) {
    Path path = folder;
    if (path != null
        && whole(out).startsWith(whole(path))
        && !whole(out).equals(whole(path.resolve(name)))) {
      throw new CommandFailure(
          out + ": the run keeps its own files in that folder; name a file outside by --out");
    }
  }

  private static Path whole(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Begins the run of a job or goes on with it; the caller closes it. */
  RunPlace open(TrainingJob job, Engine engine, Surroundings surroundings) throws IOException {
    Path path = folder;
    if (path == null) {
      return new RunPlace.Nowhere();
    }
    Map<String, String> environment = RunPlace.environment(engine);
    Optional<RecordedJob> recorded = recorded();
    if (recorded.isPresent()) {
      return new RunPlace.Kept(
          job.reopen(path, recorded.get().description(), environment, keeping),
          surroundings.interrupts());
    }
    if (RunFolder.recorded(path).isPresent()) {
      throw new CommandFailure(
          path + ": holds a run already; go on with it by --resume or name another folder");
    }
    return new RunPlace.Kept(
        RunFolder.begin(path, job.description(), environment, keeping), surroundings.interrupts());
  }
}
