package dev.alq.examples.console;

import java.io.Serial;

/** A command cannot do what it was asked to; the message is the one line that its user reads. */
public final class CommandFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Fails.
   *
   * @param message one line for the user
   */
  public CommandFailure(String message) {
    super(message);
  }

  /**
   * Fails for a reason that its user reads behind the message.
   *
   * @param message what failed
   * @param reason why
   */
  public CommandFailure(String message, Throwable reason) {
    super(message, reason);
  }
}
