package dev.alq.examples.reproduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What computes. */
final class Processor {

  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final String NAME = "model name";

  private Processor() {}

  /** How many processors there are, and what they are called where the system tells. */
  static String description() {
    return String.format(
        Locale.ROOT,
        "%d processors, %s",
        Runtime.getRuntime().availableProcessors(),
        name().orElse(System.getProperty("os.arch")));
  }

  private static Optional<String> name() {
    try (Stream<String> lines = Files.lines(LINUX)) {
      return lines
          .filter(line -> line.startsWith(NAME))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException | UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
