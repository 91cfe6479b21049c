package dev.alq.examples.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.RunFolder.Keeping;
import dev.alq.train.RunFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCopyTest {

  private static final Map<String, String> ENVIRONMENT = Map.of("kernels", "any");
  private static final RunDescription DESCRIPTION =
      new RunDescription("{}", 1, "0".repeat(64), Map.of("network", "none"));

  @TempDir private Path folder;
  private Path run = Path.of("");
  private Path target = Path.of("");

  @BeforeEach
  void beginARun() throws IOException {
    run = folder.resolve("run");
    target = folder.resolve("copy");
    RunFolder.begin(run, DESCRIPTION, ENVIRONMENT, Keeping.DEFAULT).close();
    Files.writeString(run.resolve(KeptJob.RESULT), "{}");
  }

  @Test
  void aCopyIsARunThatHasNotEnded() throws IOException {
    RunCopy.copy(run, target, ENVIRONMENT);
    assertEquals(Optional.of(DESCRIPTION), RunFolder.recorded(target));
    assertFalse(Files.exists(target.resolve(KeptJob.RESULT)));
    assertTrue(Files.exists(run.resolve(KeptJob.RESULT)));
  }

  @Test
  void aRunInUseIsNotCopied() throws IOException {
    try (RunFolder _ = RunFolder.reopen(run, DESCRIPTION, ENVIRONMENT, Keeping.DEFAULT)) {
      RunFolderException refusal =
          assertThrows(RunFolderException.class, () -> RunCopy.copy(run, target, ENVIRONMENT));
      assertTrue(String.valueOf(refusal.getMessage()).contains("in use"), refusal.getMessage());
    }
    assertEquals(List.of("run"), names());
  }

  @Test
  void whatAnotherHasCopiedStays() throws IOException {
    RunCopy.copy(run, target, ENVIRONMENT);
    Files.writeString(target.resolve("more"), "of the copy");
    RunCopy.copy(run, target, ENVIRONMENT);
    assertTrue(Files.exists(target.resolve("more")));
  }

  /** As of a copy that was interrupted. */
  @Test
  void whatIsUnfinishedIsMadeAnew() throws IOException {
    Files.createDirectories(folder.resolve(".copy.tmp/checkpoints"));
    RunCopy.copy(run, target, ENVIRONMENT);
    assertEquals(List.of("copy", "run"), names());
  }

  @Test
  void whereThereIsNoRunNothingIsCopied() {
    assertThrows(RunFolderException.class, () -> RunCopy.copy(folder, target, ENVIRONMENT));
    assertFalse(Files.exists(target));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
