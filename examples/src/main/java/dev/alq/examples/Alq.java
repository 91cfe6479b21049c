package dev.alq.examples;

/** The entry point of the {@code alq} command line. */
public final class Alq {

  private Alq() {}

  /**
   * Runs one command.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    System.err.println("alq: no commands yet");
    System.exit(args.length == 0 ? 2 : args.length);
  }
}
