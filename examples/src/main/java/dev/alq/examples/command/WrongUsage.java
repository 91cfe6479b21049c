package dev.alq.examples.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What a command is told that cannot be meant: it fails with one line and exit code 2. */
public final class WrongUsage {

  private WrongUsage() {}

  /**
   * Makes the exception.
   *
   * @param command the command; known wherever one has been parsed
   * @param fault one line
   * @return the exception, to be thrown
   */
  public static ParameterException of(@Nullable CommandSpec command, String fault) {
    return new ParameterException(Objects.requireNonNull(command).commandLine(), fault);
  }
}
