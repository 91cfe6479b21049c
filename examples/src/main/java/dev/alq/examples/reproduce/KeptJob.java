package dev.alq.examples.reproduce;

import dev.alq.container.AtomicFiles;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Progress;
import dev.alq.examples.run.RunPlace;
import dev.alq.examples.run.TrainingJob;
import dev.alq.examples.run.TrainingResult;
import dev.alq.kernel.Engine;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.RunFolder.Keeping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A job whose run has a folder. Its result is kept there too, so a job that has ended is not run
 * again.
 *
 * @param job what to make; its file lies in the folder
 * @param folder where its run is kept
 * @param origin the folder of an ended run of a shorter recipe that this one goes on from, if any
 */
record KeptJob(TrainingJob job, Path folder, Optional<Path> origin) {

  static final String RESULT = "result.json";

  /** Whether to go on with a run that was left unfinished. */
  enum Unfinished {
    /** Goes on. */
    RESUME,
    /** Fails, and says so. */
    REFUSE
  }

  /**
   * What the job led to: it is run, gone on with, or has ended before.
   *
   * @param engine what to compute on
   * @param surroundings is told how it goes on
   * @param unfinished what to do with a run that was left unfinished
   * @throws IOException if files cannot be read or written, or the folder holds another run
   * @throws CommandFailure if the run is unfinished and that is refused, or was interrupted
   */
  TrainingResult result(Engine engine, Surroundings surroundings, Unfinished unfinished)
      throws IOException {
    Optional<TrainingResult> kept = kept();
    boolean begun = RunFolder.recorded(folder).isPresent();
    if (begun && kept.isEmpty() && unfinished == Unfinished.REFUSE) {
      String what =
          Files.exists(folder.resolve(RESULT))
              ? "a run that was tested on other images"
              : "an unfinished run";
      throw new CommandFailure(
          folder + ": holds " + what + "; go on with it by --resume or name another folder");
    }
    Map<String, String> environment = RunPlace.environment(engine);
    if (!begun && origin.isPresent()) {
      RunCopy.copy(origin.get(), folder, environment);
    }
    RunFolder run =
        kept.isPresent()
            ? RunFolder.reopen(folder, job.description(), environment, Keeping.DEFAULT)
            : open(environment);
    try (RunPlace place = new RunPlace.Kept(run, surroundings.interrupts())) {
      if (kept.isPresent()) {
        return kept.get();
      }
      surroundings.err().println(folder + ": " + job.recipe().name() + ", seed " + job.seed());
      Progress progress = surroundings.progress(job.schedule().epochs());
      TrainingResult result = job.prepare(engine).run(progress, place);
      result.requireAgreement();
      keep(result);
      return result;
    }
  }

  /** What the job has led to, if it has ended and was tested on the images that are there now. */
  private Optional<TrainingResult> kept() throws IOException {
    Path file = folder.resolve(RESULT);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    return Optional.of(read(file))
        .filter(r -> job.data().test().contentHash().equals(r.testHash()));
  }

  private static TrainingResult read(Path file) throws IOException {
    String json = Files.readString(file);
    try {
      return JsonMapper.shared().readValue(json, TrainingResult.class);
    } catch (JacksonException e) {
      String damage = e.getOriginalMessage();
      throw new CommandFailure(
          file + ": is damaged; without this file --resume tests the run again (" + damage + ")");
    }
  }

  /** For a run that is still to be done, or to be tested. */
  private RunFolder open(Map<String, String> environment) throws IOException {
    RunDescription description = job.description();
    Optional<RunDescription> recorded = RunFolder.recorded(folder);
    if (recorded.isEmpty()) {
      return RunFolder.begin(folder, description, environment, Keeping.DEFAULT);
    }
    return origin.isPresent()
        ? job.reopen(folder, recorded.get(), environment, Keeping.DEFAULT)
        : RunFolder.reopen(folder, description, environment, Keeping.DEFAULT);
  }

  private void keep(TrainingResult result) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsString(result).getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(folder.resolve(RESULT), json);
  }
}
