package dev.alq.examples.console;

import java.io.Serial;

/** Data are not there; the message says which, and where they should be. */
public final class MissingDataException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Names what is missing.
   *
   * @param message one line for the user
   */
  public MissingDataException(String message) {
    super(message);
  }
}
