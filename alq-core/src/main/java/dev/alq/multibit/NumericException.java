package dev.alq.multibit;

/** A computation meets numbers that are infinite, no numbers, or so large that sums of them are. */
public final class NumericException extends ArithmeticException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param message what is not finite
   */
  public NumericException(String message) {
    super(message);
  }

  /**
   * Creates an exception that says more than its cause.
   *
   * @param message what is not finite, and where
   * @param cause what was met there
   */
  public NumericException(String message, NumericException cause) {
    super(message);
    initCause(cause);
  }
}
