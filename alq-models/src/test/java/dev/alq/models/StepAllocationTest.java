package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.KernelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a step of LeNet5 at the paper's batch allocates once it is warm. How well kernels are
 * compiled depends on what a process has run until then, so it has a process of its own, and one
 * that waits for its compiler: else that would be decided by what else the machine does.
 */
class StepAllocationTest {

  @Test
  void isLessThanAMegabyte(@TempDir Path folder) throws IOException, InterruptedException {
    Path result = folder.resolve("bytes");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command(result))
            .redirectErrorStream(true)
            .redirectOutput(errors.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> text(errors));
    long least = Long.parseLong(text(result));
    assertTrue(least <= StepAllocation.MEGABYTE, least + " bytes");
  }

  private static List<String> command(Path result) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-XX:-BackgroundCompilation");
    String kernels = KernelChoice.kernels().name().equals("scalar") ? "scalar" : "vector";
    command.add("-D" + KernelChoice.PROPERTY + "=" + kernels);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(StepAllocation.class.getName(), result.toString()));
    return command;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
