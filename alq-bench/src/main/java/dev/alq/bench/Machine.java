package dev.alq.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What figures were taken on. */
final class Machine {

  private Machine() {}

  /** The processor's name where the system tells it, else its architecture; and how many. */
  static String processor() {
    String name = System.getProperty("os.arch");
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      name =
          lines
              .filter(line -> line.startsWith("model name"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .orElse(name);
    } catch (IOException e) {
      return name + ", " + Runtime.getRuntime().availableProcessors() + " processors";
    }
    return name + ", " + Runtime.getRuntime().availableProcessors() + " processors";
  }
}
