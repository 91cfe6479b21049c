package dev.alq.train;

/** Training cannot go on: the loss is infinite or not a number. */
public final class NonFiniteLossException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteLossException(String message) {
    super(message);
  }
}
