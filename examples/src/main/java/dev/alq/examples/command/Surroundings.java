package dev.alq.examples.command;

import dev.alq.examples.choice.Effort;
import dev.alq.examples.console.Interrupts;
import dev.alq.examples.console.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command meets outside of itself.
 *
 * @param variables the environment variables
 * @param folder where files go that nobody named
 * @param out for results
 * @param err for progress and everything else that is said
 * @param style how progress is shown
 * @param interrupts Ctrl-C and SIGTERM
 * @param effort recipes and sizes
 */
public record Surroundings(
    Map<String, String> variables,
    Path folder,
    PrintWriter out,
    PrintWriter err,
    Progress.Style style,
    Interrupts interrupts,
    Effort effort) {

  /** Set by the launcher if stderr is a terminal. */
  static final String TERMINAL_PROPERTY = "dev.alq.terminal";

  /**
   * The process as it is.
   *
   * @return the variables, streams and signals of this process
   */
  public static Surroundings ofProcess() {
    PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
    return new Surroundings(
        System.getenv(),
        Path.of(""),
        new PrintWriter(System.out, true, System.out.charset()),
        err,
        Boolean.getBoolean(TERMINAL_PROPERTY) ? Progress.Style.BAR : Progress.Style.LINES,
        Interrupts.ofProcess(err),
        Effort.standard());
  }

  /**
   * Shows epochs, from now on.
   *
   * @param epochs how many will come
   * @return is told of them
   */
  public Progress progress(int epochs) {
    return new Progress(err, style, epochs, System::nanoTime);
  }
}
