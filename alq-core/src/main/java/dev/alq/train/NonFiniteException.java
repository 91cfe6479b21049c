package dev.alq.train;

import dev.alq.multibit.NumericException;

/** Training cannot go on: a loss, a gradient or a weight is infinite or not a number. */
public final class NonFiniteException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NonFiniteException(String message) {
    super(message);
  }

  NonFiniteException(NumericException cause) {
    super(cause.getMessage(), cause);
  }
}
