package dev.alq.examples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of a run folder, {@code log.txt}. */
public final class RunLog {

  private static final String FILE = "log.txt";

  /** What lines say that are the first after a pause. */
  private static final List<String> AFTER_A_PAUSE =
      List.of("resumed before", "goes on by another recipe", "but the run began with");

  private static final double MILLIS_PER_SECOND = 1000;

  private RunLog() {}

  /**
   * How long a run was at work: the time from line to line, without that in which it stood still
   * before it was resumed. What an interrupted process did after its last line counts as lost.
   *
   * @param run the folder of the run
   * @return seconds; 0 without a log
   * @throws IOException if the log cannot be read
   */
  public static double secondsAtWork(Path run) throws IOException {
    Path file = run.resolve(FILE);
    return Files.isRegularFile(file) ? secondsAtWork(Files.readAllLines(file)) : 0;
  }

  private static double secondsAtWork(List<String> lines) {
    Duration atWork = Duration.ZERO;
    Instant last = null;
    for (String line : lines) {
      Instant time = time(line);
      if (time == null) {
        continue;
      }
      if (last != null && AFTER_A_PAUSE.stream().noneMatch(line::contains)) {
        atWork = atWork.plus(Duration.between(last, time));
      }
      last = time;
    }
    return atWork.toMillis() / MILLIS_PER_SECOND;
  }

  /** The time that a line begins with; null if it does not begin with one. */
  private static @Nullable Instant time(String line) {
    int blank = line.indexOf(' ');
    try {
      return blank < 0 ? null : Instant.parse(line.substring(0, blank));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
