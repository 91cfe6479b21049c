package dev.alq.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The log of a run: lines that begin with their time. */
final class RunLog {

  static final String NAME = "log.txt";

  static final String FROM_THE_START = "begins with the first batch";
  static final String RESUMED = "resumed before ";
  static final String OTHER_RECIPE = "goes on by another recipe";
  static final String CHANGED = ", but the run began with ";

  /** What lines say that are the first after a pause. */
  private static final List<String> AFTER_A_PAUSE =
      List.of(FROM_THE_START, RESUMED, OTHER_RECIPE, CHANGED);

  private static final double MILLIS_PER_SECOND = 1000;

  private RunLog() {}

  /** A line for a text, written now. */
  static String line(String text) {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text + "\n";
  }

  /** The time from line to line, but for those that are the first after a pause; 0 without log. */
  static double secondsAtWork(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
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
