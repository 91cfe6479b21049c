package dev.alq.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What figures were taken on. */
final class Machine {

  private static final String PEAK_MEMORY = "VmHWM:";
  private static final long KIBI = 1024;

  private Machine() {}

  /**
   * The most memory that a process has had resident at a time.
   *
   * @return bytes, or nothing where the system does not tell
   */
  static OptionalLong peakResidentBytes(long process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process + "/status"))) {
      return lines
          .filter(line -> line.startsWith(PEAK_MEMORY))
          .map(line -> line.substring(PEAK_MEMORY.length()).replace("kB", "").strip())
          .mapToLong(kilobytes -> Long.parseLong(kilobytes) * KIBI)
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

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
