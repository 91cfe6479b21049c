package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interpreted and compiled code must give the same bits, or no run could be repeated. */
class StableBitsTest {

  private static final int CALLS_UNTIL_COMPILED = 20_000;

  @Test
  void theTwentyThousandthCallGivesTheBitsOfTheFirst() {
    Numbers.sets()
        .forEach(kernels ->
            assertEquals(
                KernelBits.describe(kernels, 1),
                KernelBits.describe(kernels, CALLS_UNTIL_COMPILED),
                kernels.name()));
  }

  @Test
  void aProcessThatCompilesNothingGivesTheSameBits() throws IOException, InterruptedException {
    String compiled = KernelBits.describe(KernelChoice.kernels(), CALLS_UNTIL_COMPILED);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xint");
    if (!KernelChoice.kernels().name().equals(KernelChoice.scalar().name())) {
      command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
    }
    String choice = KernelChoice.kernels().name().replaceAll("-.*", "");
    command.add("-D" + KernelChoice.PROPERTY + "=" + choice);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KernelBits.class.getName());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var output = process.getInputStream()) {
      String interpreted = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), "exit status of the interpreting process");
      assertEquals(compiled, interpreted);
    }
  }
}
