package dev.alq.examples;

import dev.alq.container.AtomicFiles;
import dev.alq.kernel.Engine;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.RunFolder.Keeping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A job whose run has a folder. Its result is kept there too, so a job that has ended is not run
 * again.
 *
 * @param job what to make; its file lies in the folder
 * @param folder where its run is kept
 */
record KeptJob(TrainingJob job, Path folder) {

  private static final String RESULT = "result.json";

  /** Whether to go on with a run that was left unfinished. */
  enum Unfinished {
    /** Goes on. */
    RESUME,
    /** Fails, and says so. */
    REFUSE
  }

  /** Whether the job has ended. */
  boolean isDone() {
    return Files.isRegularFile(folder.resolve(RESULT));
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
    boolean begun = RunFolder.recorded(folder).isPresent();
    if (begun && !isDone() && unfinished == Unfinished.REFUSE) {
      throw new CommandFailure(
          folder + ": holds an unfinished run; go on with it by --resume or name another folder");
    }
    RunDescription description = job.description();
    Map<String, String> environment = FolderOptions.environment(engine);
    RunFolder run =
        begun
            ? RunFolder.reopen(folder, description, environment, Keeping.DEFAULT)
            : RunFolder.begin(folder, description, environment, Keeping.DEFAULT);
    try (RunPlace place = new RunPlace.Kept(run, surroundings.interrupts())) {
      if (isDone()) {
        return JsonMapper.shared()
            .readValue(Files.readString(folder.resolve(RESULT)), TrainingResult.class);
      }
      surroundings.err().println(folder + ": " + job.recipe().name() + ", seed " + job.seed());
      Progress progress = surroundings.progress(job.schedule().epochs());
      TrainingResult result = job.run(engine, progress, place);
      result.requireAgreement();
      keep(result);
      return result;
    }
  }

  private void keep(TrainingResult result) throws IOException {
    byte[] json = JsonMapper.shared().writeValueAsString(result).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.wrap(json);
    AtomicFiles.write(
        folder.resolve(RESULT),
        channel -> {
          while (bytes.hasRemaining()) {
            channel.write(bytes);
          }
        });
  }
}
