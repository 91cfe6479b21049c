package dev.alq.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Errors that must come, and say what is wrong. */
public final class Refusals {

  private Refusals() {}

  /** The call throws an {@link IllegalArgumentException} whose message has all parts. */
  public static void assertRefused(Executable call, String... parts) {
    assertThrown(IllegalArgumentException.class, call, parts);
  }

  /** The call throws an {@link IllegalStateException} whose message has all parts. */
  public static void assertImpossible(Executable call, String... parts) {
    assertThrown(IllegalStateException.class, call, parts);
  }

  private static void assertThrown(
      Class<? extends Exception> type, Executable call, String... parts) {
    String message = String.valueOf(assertThrows(type, call).getMessage());
    for (String part : parts) {
      assertTrue(message.contains(part), "'" + message + "' does not say '" + part + "'");
    }
  }
}
