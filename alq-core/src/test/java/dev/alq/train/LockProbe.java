package dev.alq.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that would like to have a file for itself: fails if it gets it. */
final class LockProbe {

  private LockProbe() {}

  /** The status a virtual machine ends with when its program throws. */
  static final int FREE = 1;

  static final int TAKEN = 0;

  public static void main(String[] arguments) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE)) {
      if (file.tryLock() != null) {
        throw new IllegalStateException("nobody has " + arguments[0]);
      }
    }
  }

  /** Runs it in a process of its own. */
  static int run(Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockProbe.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
