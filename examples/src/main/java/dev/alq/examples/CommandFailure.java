package dev.alq.examples;

import java.io.Serial;

/** A command cannot do what it was asked to; the message is the one line that its user reads. */
final class CommandFailure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  CommandFailure(String message) {
    super(message);
  }
}
