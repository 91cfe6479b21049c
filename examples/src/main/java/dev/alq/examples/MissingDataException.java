package dev.alq.examples;

import java.io.Serial;

/** Data are not there; the message says which, and where they should be. */
final class MissingDataException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  MissingDataException(String message) {
    super(message);
  }
}
