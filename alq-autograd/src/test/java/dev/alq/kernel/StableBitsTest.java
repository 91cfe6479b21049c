package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Interpreted and compiled code must give the same bits, or no run could be repeated. The build
 * runs this for each set of kernels.
 */
class StableBitsTest {

  private static final int CALLS_UNTIL_COMPILED = 20_000;

  private static String first = "";
  private static String compiled = "";
  private static CompletableFuture<String> interpreted = new CompletableFuture<>();

  /** The process that interprets has the other processor meanwhile. */
  @BeforeAll
  static void compile() {
    interpreted = CompletableFuture.supplyAsync(StableBitsTest::interpret);
    first = KernelBits.describe(KernelChoice.kernels(), 1);
    compiled = KernelBits.describe(KernelChoice.kernels(), CALLS_UNTIL_COMPILED);
  }

  @Test
  void theTwentyThousandthCallGivesTheBitsOfTheFirst() {
    assertEquals(first, compiled, KernelChoice.kernels().name());
  }

  @Test
  void aProcessThatCompilesNothingGivesTheSameBits() {
    assertEquals(compiled, interpreted.join());
  }

  private static String interpret() {
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
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (var output = process.getInputStream()) {
        String bits = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), "exit status of the interpreting process");
        return bits;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
