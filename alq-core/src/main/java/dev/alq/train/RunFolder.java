package dev.alq.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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
 * stay as they are. One process at a time may use a folder.
 */
public final class RunFolder implements TrainingListener, AutoCloseable {

  private static final Logger WARNINGS = LoggerFactory.getLogger(RunFolder.class);

  private static final String METRICS = "metrics.csv";
  private static final String LOG = "log.txt";
  private static final String LOCK = "lock";
  private static final String CHECKPOINTS = "checkpoints";

  /** What a beginning that was interrupted may have left. */
  private static final Set<String> BEGINNING = Set.of(LOCK, RunRecord.RECIPE, CHECKPOINTS);

  private static final String METRICS_HEADER =
      "phase,kind,epoch,learning_rate,train_loss,train_top1,validation_top1,average_bitwidth\n";

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
  private final FileChannel lockFile;
  private final Checkpoints checkpoints;
  private final int everyBatches;
  private int batchesSinceState;
  private @Nullable Path newest;

  private RunFolder(Path folder, FileChannel lockFile, String run, Keeping keeping)
      throws IOException {
    this.folder = folder;
    this.lockFile = lockFile;
    this.everyBatches = keeping.everyBatches;
    this.checkpoints =
        new Checkpoints(Files.createDirectories(folder.resolve(CHECKPOINTS)), keeping.quota, run);
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
   * @throws RunFolderException if the folder holds a run or anything else, or another process uses
   *     it
   * @throws IOException if files cannot be written
   */
  public static RunFolder begin(
      Path folder, RunDescription description, Map<String, String> environment, Keeping keeping)
      throws IOException {
    requireFree(folder);
    Files.createDirectories(folder);
    FileChannel lock = lock(folder);
    boolean begun = false;
    try {
      requireFree(folder);
      RunFolder run = new RunFolder(folder, lock, description.hash(), keeping);
      RunRecord.write(folder, description, environment);
      run.writeMetrics(List.of());
      run.log("begun with " + environment);
      begun = true;
      return run;
    } finally {
      if (!begun) {
        lock.close();
      }
    }
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
   *     another process uses it
   * @throws IOException if files cannot be read
   */
  public static RunFolder reopen(
      Path folder, RunDescription description, Map<String, String> environment, Keeping keeping)
      throws IOException {
    RunRecord recorded =
        RunRecord.read(folder)
            .orElseThrow(() -> new RunFolderException(folder, "there is no run in this folder"));
    Optional<String> difference = recorded.description().difference(description);
    if (difference.isPresent()) {
      throw new RunFolderException(folder, "the run there has " + difference.get());
    }
    FileChannel lock = lock(folder);
    boolean opened = false;
    try {
      RunFolder run = new RunFolder(folder, lock, description.hash(), keeping);
      run.warnOfChanges(recorded.environment(), environment);
      opened = true;
      return run;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /**
   * What the run in a folder is.
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
   * @throws IOException if files cannot be read
   */
  public Optional<Checkpoints.Found> newest(Schedule schedule, QuantizationPlan plan)
      throws IOException {
    Optional<Checkpoints.Found> found = checkpoints.newest(schedule, plan);
    found.ifPresent(checkpoint -> newest = checkpoint.file());
    if (found.isEmpty()) {
      writeMetrics(List.of());
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
    append(LOG, Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line + "\n");
  }

  @Override
  public void resumed(TrainingState state, Schedule schedule) {
    try {
      writeMetrics(state.epochs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    log("resumed before " + state.position());
  }

  @Override
  public void phaseStarted(Phase phase, int index, Schedule schedule) {
    log("phase " + (index + 1) + " of " + schedule.phases().size() + ": " + phase);
  }

  @Override
  public void epochFinished(EpochMetrics metrics) {
    append(METRICS, csv(metrics));
    log("epoch: " + csv(metrics).strip());
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

  /** Lets other processes use the folder. */
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Equal bytes are promised for equal machines, kernels and versions only. */
  private void warnOfChanges(Map<String, String> before, Map<String, String> now) {
    now.forEach((name, value) -> {
      String begun = before.get(name);
      if (!value.equals(begun)) {
        String change = name + " is now " + value + ", but the run began with " + begun;
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

  private void writeMetrics(List<EpochMetrics> epochs) throws IOException {
    StringBuilder text = new StringBuilder(METRICS_HEADER);
    epochs.forEach(epoch -> text.append(csv(epoch)));
    RunRecord.write(folder.resolve(METRICS), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String csv(EpochMetrics metrics) {
    return String.join(
            ",",
            String.valueOf(metrics.phaseIndex() + 1),
            metrics.phase().getClass().getSimpleName(),
            String.valueOf(metrics.epoch() + 1),
            String.valueOf(metrics.learningRate()),
            String.valueOf(metrics.trainLoss()),
            String.valueOf(metrics.trainTop1()),
            String.valueOf(metrics.validationTop1()),
            String.valueOf(metrics.averageBitwidth()))
        + "\n";
  }

  private static void requireFree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new RunFolderException(folder, "is not a folder");
    }
    if (recorded(folder).isPresent()) {
      throw new RunFolderException(folder, "holds a run already");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Optional<Path> stranger = entries.filter(entry -> !isOfABeginning(entry)).findFirst();
      if (stranger.isPresent()) {
        throw new RunFolderException(
            folder, "is not empty and holds no run, but " + stranger.get().getFileName());
      }
    }
  }

  private static boolean isOfABeginning(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return BEGINNING.contains(name) || (name.startsWith(".") && name.endsWith(".tmp"));
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new RunFolderException(folder, "is in use by this process");
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new RunFolderException(folder, "is in use by another process");
    }
    return Objects.requireNonNull(channel);
  }
}
