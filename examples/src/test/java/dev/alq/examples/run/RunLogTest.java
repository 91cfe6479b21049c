package dev.alq.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {

  @TempDir private Path folder;

  private double seconds(String... lines) throws IOException {
    Files.write(folder.resolve("log.txt"), List.of(lines));
    return RunLog.secondsAtWork(folder);
  }

  @Test
  void pausesAreNotCounted() throws IOException {
    double seconds =
        seconds(
            "2026-01-01T10:00:00.000Z begun with {}",
            "2026-01-01T10:00:02.500Z epoch: 1",
            "2026-01-01T12:00:00.000Z resumed before phase 1, epoch 2, batch 1",
            "2026-01-01T12:00:01.000Z epoch: 2",
            "2026-01-02T09:00:00.000Z goes on by another recipe; the one before is recipe-1.json",
            "2026-01-02T09:00:00.250Z resumed before phase 2, epoch 1, batch 1",
            "2026-01-02T09:00:04.250Z epoch: 3");
    assertEquals(2.5 + 1 + 4, seconds, 1e-9);
  }

  @Test
  void aFolderWithoutLogWasNeverAtWork() throws IOException {
    assertEquals(0, RunLog.secondsAtWork(folder));
  }
}
