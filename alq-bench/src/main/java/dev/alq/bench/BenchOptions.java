package dev.alq.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param against whether other libraries are measured too
 * @param only what titles must contain to be measured
 * @param threads numbers of threads, one table each
 * @param pairs turns of each side
 * @param pauseMillis rest before each turn
 * @param rows where rows are written, or null
 */
record BenchOptions(
    Against against,
    @Nullable Pattern only,
    List<Integer> threads,
    int pairs,
    long pauseMillis,
    @Nullable Path rows) {

  /** Who is measured. */
  enum Against {
    /** This project alone. */
    NOBODY,
    /** This project beside other libraries. */
    PEERS
  }

  static final String USAGE =
      """
      Usage: alq bench [--peers] [--only REGEX] [--threads N[,N...]] [--pairs N]
                       [--pause MILLIS] [--rows FILE]
      Measures speed. Without --peers: our figures and their share of the measured peak.
            --peers           Measure beside OpenBLAS, PyTorch, ONNX Runtime,
                              Deeplearning4j and C for bits, as far as they are there. The first use
                              builds what is needed.
            --only REGEX      Rows whose "benchmark shape peer" contains this, such as
                              'gemm 512x' or 'step/lenet5 .*pytorch'.
            --threads N,...   Threads of each side (default: one per processor).
            --pairs N         Turns of each side (default: 15).
            --pause MILLIS    Rest before each turn (default: 60): threads of some
                              libraries keep spinning after a call.
            --rows FILE       Write each row as a line of JSON.
      """;

  private static final int DEFAULT_PAIRS = 15;
  private static final long DEFAULT_PAUSE = 60;

  /** Says what was wrong with the words of the command line. */
  static final class WrongUsageException extends Exception {
    private static final long serialVersionUID = 1;

    WrongUsageException(String message) {
      super(message);
    }
  }

  /** Reads the words after the command's name. */
  static BenchOptions parse(List<String> words) throws WrongUsageException {
    Against against = Against.NOBODY;
    Pattern only = null;
    List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());
    int pairs = DEFAULT_PAIRS;
    long pause = DEFAULT_PAUSE;
    Path rows = null;
    Iterator<String> rest = separated(words).iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--peers" -> against = Against.PEERS;
        case "--only" -> only = pattern(value(option, rest));
        case "--threads" -> threads = numbers(option, value(option, rest));
        case "--pairs" -> pairs = number(option, value(option, rest), 1);
        case "--pause" -> pause = number(option, value(option, rest), 0);
        case "--rows" -> rows = Path.of(value(option, rest));
        default -> throw new WrongUsageException("unknown option '" + option + "'");
      }
    }
    return new BenchOptions(against, only, threads, pairs, pause, rows);
  }

  /** Whether a row with this title is wanted. */
  boolean selects(String title) {
    return only == null || only.matcher(title).find();
  }

  /** {@code --name=value} as two words. */
  static List<String> separated(List<String> words) {
    return words.stream()
        .flatMap(word ->
            word.startsWith("--") ? Arrays.stream(word.split("=", 2)) : List.of(word).stream())
        .toList();
  }

  static String value(String option, Iterator<String> rest) throws WrongUsageException {
    if (!rest.hasNext()) {
      throw new WrongUsageException(option + " needs a value");
    }
    return rest.next();
  }

  private static Pattern pattern(String text) throws WrongUsageException {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new WrongUsageException("--only: " + e.getDescription() + " in '" + text + "'");
    }
  }

  private static List<Integer> numbers(String option, String text) throws WrongUsageException {
    List<Integer> numbers = new java.util.ArrayList<>();
    for (String part : text.split(",", -1)) {
      numbers.add(number(option, part, 1));
    }
    return List.copyOf(numbers);
  }

  static int number(String option, String text, int least) throws WrongUsageException {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new WrongUsageException(option + " wants a whole number but got '" + text + "'");
    }
    throw new WrongUsageException(option + " must be at least " + least + " but is " + text);
  }
}
