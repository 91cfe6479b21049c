package dev.alq.examples.command;

import dev.alq.examples.choice.Network;
import dev.alq.examples.console.WrongUsage;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many channels a network has. */
public final class WidthOption {

  /** The largest factor that {@code VggSmall} takes. */
  private static final int MAX_WIDTH = 16;

  private @Nullable Double width;

  /** What holds unless options are given. */
  public WidthOption() {}

  @Option(
      names = "--width",
      paramLabel = "FACTOR",
      description = "Factor of the channels of vgg-small, such as 0.25 (default: 1).")
  void width(double factor) {
    if (!(factor > 0 && factor <= MAX_WIDTH)) {
      throw new WrongUsage("--width must be positive and at most " + MAX_WIDTH);
    }
    width = factor;
  }

  /**
   * Whether a factor was named.
   *
   * @return whether it was
   */
  public boolean isGiven() {
    return width != null;
  }

  /**
   * The factor that was named; it fits the network.
   *
   * @param network which one
   * @return the factor; empty if none was named
   * @throws WrongUsage if the network has one width
   */
  public OptionalDouble factor(Network network) {
    if (width == null) {
      return OptionalDouble.empty();
    }
    if (!network.scalable()) {
      throw new WrongUsage("--width: " + network + " has one width");
    }
    return OptionalDouble.of(width);
  }
}
