package dev.alq.examples.command;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** What every command understands. */
public final class CommonOptions {

  private boolean json;
  private boolean verbose;

  /** What holds unless options are given. */
  public CommonOptions() {}

  @Option(
      names = "--json",
      description =
          "Print the result to stdout as one JSON object on one line; the text for human readers "
              + "then goes to stderr.")
  void json(boolean wanted) {
    json = wanted;
  }

  @Option(names = "--verbose", description = "Log more, and show stack traces of errors.")
  void verbose(boolean wanted) {
    verbose = wanted;
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }

  /**
   * Tells the result.
   *
   * @param surroundings where to write
   * @param result a record that becomes the JSON object
   * @param text writes the same for human readers
   */
  public void publish(Surroundings surroundings, Record result, Consumer<PrintWriter> text) {
    PrintWriter human = json ? surroundings.err() : surroundings.out();
    text.accept(human);
    human.flush();
    if (json) {
      JsonMapper mapper =
          JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();
      surroundings.out().println(mapper.writeValueAsString(result));
      surroundings.out().flush();
    }
  }
}
