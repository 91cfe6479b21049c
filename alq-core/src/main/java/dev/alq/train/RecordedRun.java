package dev.alq.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a {@link RunFolder} says about its run, for those who look at it and do not go on with it. A
 * process may be at work in the folder meanwhile.
 *
 * @param description what the run is
 * @param begunWith what it was begun with: versions and the like, by name
 * @param epochs what its epochs have led to so far, in order
 * @param secondsAtWork how long processes were at work on it: without the time in which it stood
 *     still before it was resumed, and without what an interrupted process did after its last line
 *     in the log
 */
public record RecordedRun(
    RunDescription description,
    Map<String, String> begunWith,
    List<RecordedEpoch> epochs,
    double secondsAtWork) {

  /** Takes copies. */
  public RecordedRun {
    begunWith = Collections.unmodifiableMap(new TreeMap<>(begunWith));
    epochs = List.copyOf(epochs);
  }

  /**
   * Reads it.
   *
   * @param folder the folder, which need not exist
   * @return the run; empty if there is none
   * @throws RunFolderException if a file is malformed
   * @throws IOException if a file cannot be read
   */
  public static Optional<RecordedRun> read(Path folder) throws IOException {
    Optional<RunRecord> record = RunRecord.read(folder);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RecordedRun(
            record.get().description(),
            record.get().environment(),
            MetricsFile.read(folder),
            RunLog.secondsAtWork(folder)));
  }
}
