package dev.alq.models.exchange;

import java.io.Serial;

/** A pickle is damaged or wants what a state dictionary does not need. */
final class PickleException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  PickleException(String fault) {
    super(fault);
  }
}
