package dev.alq.examples.command;

import dev.alq.kernel.Engine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands that compute understand. */
public final class EngineOptions {

  private static final int MOST = 1024;

  private @Nullable Integer threads;
  private @Nullable CommandSpec spec;

  /** What holds unless options are given. */
  public EngineOptions() {}

  @Spec(Spec.Target.MIXEE)
  void spec(CommandSpec mixee) {
    spec = mixee;
  }

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with (default: one per processor). Changes no result.")
  void threads(int number) {
    if (number < 1 || number > MOST) {
      throw WrongUsage.of(spec, "--threads must be from 1 to " + MOST + " but is " + number);
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
