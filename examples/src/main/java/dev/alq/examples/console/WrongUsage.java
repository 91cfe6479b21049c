package dev.alq.examples.console;

import java.io.Serial;
import java.util.Collection;

/**
 * A command line that cannot be meant, by itself or with the recipe that it names; the message is
 * the one line that the user reads, and a hint at {@code --help} follows it.
 */
public final class WrongUsage extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Refuses.
   *
   * @param message one line for the user
   */
  public WrongUsage(String message) {
    super(message);
  }

  /**
   * Refuses an option that was given an empty list, as in {@code --seeds ,}.
   *
   * @param option its name
   * @param values what it was given
   * @throws WrongUsage if that is nothing
   */
  public static void requireSome(String option, Collection<?> values) {
    if (values.isEmpty()) {
      throw new WrongUsage(option + " names nothing");
    }
  }
}
