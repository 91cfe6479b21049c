package dev.alq.examples.run;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Interrupts;
import dev.alq.examples.console.Version;
import dev.alq.kernel.Engine;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Checkpoints;
import dev.alq.train.NonFiniteException;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.RunFolder;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import dev.alq.train.TrainingStoppedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Where a run is kept while it goes on. */
public sealed interface RunPlace extends AutoCloseable {

  /**
   * Runs a schedule to its end, from its beginning or from where it was left.
   *
   * @param trainer a trainer that has run nothing yet
   * @param schedule the phases
   * @param plan which weights are quantized
   * @param listener is told how it goes on
   * @throws IOException if what is kept cannot be read
   * @throws CommandFailure if it was interrupted; it can go on from there
   */
  void train(
      AlqTrainer trainer, Schedule schedule, QuantizationPlan plan, TrainingListener listener)
      throws IOException;

  /**
   * Where a file goes that the run needs when it goes on.
   *
   * @param name its name
   * @return the file; nowhere if the run never goes on
   */
  Optional<Path> file(String name);

  @Override
  void close();

  /**
   * What may change the last bits of a result, as run folders record it.
   *
   * @param engine what to compute on
   * @return facts by name, in a fixed order
   */
  static Map<String, String> environment(Engine engine) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("version", Version.NUMBER);
    environment.put("kernels", engine.kernels().name());
    environment.put("java", Runtime.version().toString());
    environment.put("processor", System.getProperty("os.arch"));
    return environment;
  }

  /** A run that ends with its process. */
  record Nowhere() implements RunPlace {
    @Override
    public void train(
        AlqTrainer trainer, Schedule schedule, QuantizationPlan plan, TrainingListener listener) {
      trainer.run(schedule, listener);
    }

    @Override
    public Optional<Path> file(String name) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }

  /**
   * A run in a folder.
   *
   * @param folder the folder, open
   * @param interrupts what makes it stop early
   */
  record Kept(RunFolder folder, Interrupts interrupts) implements RunPlace {

    private static final String FAREWELL =
        "Stopping as soon as this batch is done and its checkpoint written.";

    @Override
    public void train(
        AlqTrainer trainer, Schedule schedule, QuantizationPlan plan, TrainingListener listener)
        throws IOException {
      Optional<Checkpoints.Found> checkpoint = folder.newest(schedule, plan);
      TrainingListener all = TrainingListener.all(listener, folder);
      try (var _ = interrupts.during(FAREWELL, trainer::requestStop)) {
        if (checkpoint.isPresent()) {
          trainer.resume(schedule, checkpoint.get().state(), all);
        } else {
          trainer.run(schedule, all);
        }
      } catch (TrainingStoppedException e) {
        throw new CommandFailure(
            "stopped before " + e.position() + "; repeat the command with --resume to go on");
      } catch (NonFiniteException e) {
        throw new CommandFailure(e.getMessage() + lastCheckpoint());
      }
    }

    private String lastCheckpoint() {
      return folder
          .lastCheckpoint()
          .map(file -> "; the last good checkpoint is " + file)
          .orElse("; there is no checkpoint yet");
    }

    @Override
    public Optional<Path> file(String name) {
      return Optional.of(folder.path().resolve(name));
    }

    @Override
    public void close() {
      folder.close();
    }
  }
}
