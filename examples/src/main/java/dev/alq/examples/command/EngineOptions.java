package dev.alq.examples.command;

import dev.alq.examples.console.WrongUsage;
import dev.alq.kernel.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands that compute understand. */
public final class EngineOptions {

  private static final int MOST = 1024;

  private @Nullable Integer threads;

  /** What holds unless options are given. */
  public EngineOptions() {}

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with (default: one per processor). Changes no result.")
  void threads(int number) {
    if (number < 1 || number > MOST) {
      throw new WrongUsage("--threads must be from 1 to " + MOST + " but is " + number);
    }
    threads = number;
  }

  /**
   * Starts the engine; the caller closes it.
   *
   * @return an engine
   */
  public Engine start() {
    return threads == null ? Engine.start() : Engine.start(threads);
  }
}
