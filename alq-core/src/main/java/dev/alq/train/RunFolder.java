package dev.alq.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that holds a run: its recipe, where it comes from, what each epoch led to, a log, and
 * checkpoints from which it goes on after anything that ends its process. It records a run by
 * listening to it:
 *
 * <pre>{@code
 * try (RunFolder folder = RunFolder.begin(path, description, Map.of(), Keeping.DEFAULT)) {
 *   trainer.run(schedule, folder);
 * }
 * // later, perhaps after a power failure
 * try (RunFolder folder = RunFolder.reopen(path, description, Map.of(), Keeping.DEFAULT)) {
 *   Optional<Checkpoints.Found> checkpoint = folder.newest(schedule, plan);
 *   ...
 *   trainer.resume(schedule, checkpoint.get().state(), folder);
 * }
 * }</pre>
 *
 * <p>What cannot be written stops the run with an {@link UncheckedIOException}; earlier checkpoints
 * stay as they are. One run at a time may use a folder, and a folder is for one schedule, whose
 * checkpoints are told apart by their phases: phases that are to follow each other belong into one,
 * and a run that has come somewhere is resumed. A schedule that begins where there are checkpoints
 * already is stopped with an {@link IllegalStateException}.
 */
public final class RunFolder implements TrainingListener, AutoCloseable {

  private static final Logger WARNINGS = LoggerFactory.getLogger(RunFolder.class);

  /** The file that the process at work holds a lock on; no part of the run. */
  public static final String LOCK = "lock";

  static final String CHECKPOINTS = "checkpoints";

  /**
   * How checkpoints are kept. They are written at the end of each epoch and phase in any case, and
   * where the run is asked to stop.
   *
   * @param quota how many are kept, at least 1
   * @param everyBatches batches after which one is written within an epoch, at least 1
   */
  public record Keeping(int quota, int everyBatches) {

    /** Three checkpoints, and one every 500 batches. */
    public static final Keeping DEFAULT = new Keeping(Checkpoints.DEFAULT_QUOTA, 500);

    /** Checks the ranges. */
    public Keeping {
      if (quota < 1 || everyBatches < 1) {
        throw new IllegalArgumentException(
            quota + " checkpoints, one every " + everyBatches + " batches");
      }
    }
  }

  private final Path folder;
  private final FolderClaim claim;
  private final Checkpoints checkpoints;
  private final int everyBatches;
  private int batchesSinceState;
  private boolean goesOnInFirstPhase;
  private @Nullable Path newest;

  private RunFolder(
      Path folder,
      FolderClaim claim,
      RunDescription description,
      List<RunDescription> earlier,
      Keeping keeping)
      throws IOException {
    this.folder = folder;
    this.claim = claim;
    this.everyBatches = keeping.everyBatches;
    this.checkpoints =
        new Checkpoints(
            Files.createDirectories(folder.resolve(CHECKPOINTS)),
            keeping.quota,
            description.hash(),
            earlier.stream().map(RunDescription::hash).collect(Collectors.toSet()));
  }

  /**
   * Begins a run in a folder that is new, empty, or holds nothing but a beginning that was
   * interrupted.
   *
   * @param folder the folder; created if it is not there, parents included
   * @param description what the run is
   * @param environment what may be of interest later but does not decide the result, by name, such
   *     as versions
   * @param keeping how checkpoints are kept
   * @return the folder, to be closed
   * @throws RunFolderException if the folder holds a run or anything else, or somebody uses it
   * @throws IOException if files cannot be written
   */
  public static RunFolder begin(
      Path folder, RunDescription description, Map<String, String> environment, Keeping keeping)
      throws IOException {
    FolderClaim.requireFree(folder);
    Files.createDirectories(folder);
    return locked(
        folder,
        claim -> {
          FolderClaim.requireFree(folder);
          RunFolder run = new RunFolder(folder, claim, description, List.of(), keeping);
          RunRecord.write(folder, description, environment);
          MetricsFile.write(folder, List.of());
          run.log("begun with " + environment);
          return run;
        });
  }

  /**
   * Opens a folder to go on with its run.
   *
   * @param folder the folder
   * @param description what the run is meant to be
   * @param environment as in {@link #begin}; what has changed since then is logged as a warning
   * @param keeping how checkpoints are kept
   * @return the folder, to be closed
   * @throws RunFolderException if the folder holds no run, or one of another description, or
   *     somebody uses it, this process or another
   * @throws IOException if files cannot be read
   */
  public static RunFolder reopen(
      Path folder, RunDescription description, Map<String, String> environment, Keeping keeping)
      throws IOException {
    return reopened(
        folder,
        (claim, recorded) -> {
          requireSame(folder, recorded.description(), description);
          RunFolder run = open(folder, claim, recorded, keeping);
          run.warnOfChanges(recorded.environment(), environment);
          return run;
        });
  }

  /**
   * Opens a folder to go on with its run by another recipe, which may be longer. What is done is
   * not done again; the recipe so far and what it led to are kept under other names.
   *
   * @param folder the folder
   * @param continuation what the run is to be
   * @param environment as in {@link #begin}; what has changed since then is logged as a warning
   * @param keeping how checkpoints are kept
   * @return the folder, to be closed
   * @throws RunFolderException if the folder holds no run, or one that differs in more than the
   *     recipe, or one that has done other phases than those that the recipe begins with, or
   *     somebody uses it; the folder is then as it was, but for damaged checkpoints, which are set
   *     aside
   * @throws IOException if files cannot be read or written
   */
  public static RunFolder continueWith(
      Path folder, Continuation continuation, Map<String, String> environment, Keeping keeping)
      throws IOException {
    RunDescription wanted = continuation.description();
    return reopened(
        folder,
        (claim, recorded) -> {
          requireSame(folder, recorded.description().withRecipe(wanted.recipe()), wanted);
          replaceRecipe(open(folder, claim, recorded, keeping), recorded, continuation);
          RunFolder run = open(folder, claim, recordIn(folder), keeping);
          run.warnOfChanges(recorded.environment(), environment);
          return run;
        });
  }

  private static void requireSame(Path folder, RunDescription recorded, RunDescription wanted)
      throws RunFolderException {
    Optional<String> difference = recorded.difference(wanted);
    if (difference.isPresent()) {
      throw new RunFolderException(folder, "the run there has " + difference.get());
    }
  }

  private static void replaceRecipe(RunFolder run, RunRecord recorded, Continuation continuation)
      throws IOException {
    Optional<Checkpoints.Found> found =
        run.checkpoints.newest(continuation.before(), continuation.plan());
    Optional<String> obstacle =
        found.flatMap(checkpoint -> continuation.obstacle(checkpoint.state().position()));
    if (obstacle.isPresent()) {
      throw new RunFolderException(
          run.folder, "the run there cannot go on by this recipe: " + obstacle.get());
    }
    String recipe = continuation.description().recipe();
    String kept = recorded.replaceRecipe(run.folder, recipe, continuation.results());
    run.log(RunLog.OTHER_RECIPE + "; the one before is " + kept);
  }

  private static RunRecord recordIn(Path folder) throws IOException {
    return RunRecord.read(folder)
        .orElseThrow(() -> new RunFolderException(folder, "there is no run in this folder"));
  }

  private static RunFolder open(Path folder, FolderClaim claim, RunRecord recorded, Keeping keeping)
      throws IOException {
    return new RunFolder(folder, claim, recorded.description(), recorded.earlier(), keeping);
  }

  /** What is done with a folder that nobody else uses. */
  private interface Opening {
    RunFolder open(FolderClaim claim) throws IOException;
  }

  /** What is done with the run in a folder that nobody else uses. */
  private interface Reopening {
    RunFolder open(FolderClaim claim, RunRecord recorded) throws IOException;
  }

  private static RunFolder reopened(Path folder, Reopening reopening) throws IOException {
    recordIn(folder); // a folder without a run gets no lock; what counts is read under it
    return locked(folder, claim -> reopening.open(claim, recordIn(folder)));
  }

  private static RunFolder locked(Path folder, Opening opening) throws IOException {
    FolderClaim claim = FolderClaim.of(folder);
    boolean opened = false;
    try {
      RunFolder run = opening.open(claim);
      opened = true;
      return run;
    } finally {
      if (!opened) {
        claim.close();
      }
    }
  }

  /**
   * What the run in a folder is; {@link RecordedRun} says more.
   *
   * @param folder the folder, which need not exist
   * @return the description; empty if there is no run
   * @throws IOException if its files cannot be read or are malformed
   */
  public static Optional<RunDescription> recorded(Path folder) throws IOException {
    return RunRecord.read(folder).map(RunRecord::description);
  }

  /**
   * The folder.
   *
   * @return its path
   */
  public Path path() {
    return folder;
  }

  /**
   * Reads the newest checkpoint that is intact; see {@link Checkpoints#newest}.
   *
   * @param schedule the phases of the run
   * @param plan which weights it quantizes
   * @return the checkpoint; empty if there is none, so that the run is to begin from the start
   * @throws IOException if files cannot be read, or an intact checkpoint belongs to another run or
   *     does not fit the schedule
   */
  public Optional<Checkpoints.Found> newest(Schedule schedule, QuantizationPlan plan)
      throws IOException {
    Optional<Checkpoints.Found> found = checkpoints.newest(schedule, plan);
    found.ifPresent(checkpoint -> newest = checkpoint.file());
    if (found.isEmpty()) {
      MetricsFile.write(folder, List.of());
      log(RunLog.FROM_THE_START);
    }
    return found;
  }

  /**
   * The last checkpoint that was written or read.
   *
   * @return its file; empty if there is none yet
   */
  public Optional<Path> lastCheckpoint() {
    return Optional.ofNullable(newest);
  }

  /**
   * Adds a line to the log.
   *
   * @param line the text, without a time
   * @throws UncheckedIOException if it cannot be written
   */
  public void log(String line) {
    append(RunLog.NAME, RunLog.line(line));
  }

  @Override
  public void resumed(TrainingState state, Schedule schedule) {
    try {
      MetricsFile.write(folder, state.epochs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    goesOnInFirstPhase = state.phase() == 0;
    log(RunLog.RESUMED + state.position());
  }

  @Override
  public void phaseStarted(Phase phase, int index, Schedule schedule) {
    if (index == 0 && !goesOnInFirstPhase) {
      requireNoCheckpoint();
    }
    goesOnInFirstPhase = false;
    log("phase " + (index + 1) + " of " + schedule.phases().size() + ": " + phase);
  }

  private void requireNoCheckpoint() {
    try {
      checkpoints.requireNone();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void epochFinished(EpochMetrics metrics) {
    String line = MetricsFile.line(metrics);
    append(MetricsFile.NAME, line);
    log("epoch: " + line.strip());
  }

  @Override
  public void batchFinished(int batch, int batches, double loss) {
    batchesSinceState++;
  }

  @Override
  public void accuracyCollapsed(AccuracyCollapse collapse) {
    log("warning: " + collapse);
  }

  @Override
  public void failed(NonFiniteException cause) {
    log("failed: " + cause.getMessage());
  }

  @Override
  public boolean wantsState() {
    return batchesSinceState >= everyBatches;
  }

  @Override
  public void stateReached(TrainingState state) {
    batchesSinceState = 0;
    try {
      newest = checkpoints.save(state);
    } catch (IOException e) {
      String kept =
          lastCheckpoint().map(file -> "; the last good checkpoint is " + file).orElse("");
      throw new UncheckedIOException(
          new IOException("no checkpoint could be written: " + e.getMessage() + kept, e));
    }
  }

  /** Lets others use the folder. */
  @Override
  public void close() {
    try {
      claim.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Equal bytes are promised for equal machines, kernels and versions only. */
  private void warnOfChanges(Map<String, String> before, Map<String, String> now) {
    now.forEach((name, value) -> {
      String begun = before.get(name);
      if (!value.equals(begun)) {
        String change = name + " is now " + value + RunLog.CHANGED + begun;
        WARNINGS.warn("{}: {}", folder, change);
        log(change);
      }
    });
  }

  private void append(String name, String text) {
    try {
      Files.writeString(
          folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(
          new IOException(folder.resolve(name) + ": cannot be written: " + e.getMessage(), e));
    }
  }
}
