package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

  private static final String RUN = "run";

  /** Float training alone: states at its two inner ends of epochs and two ends of phases. */
  private static final Schedule SCHEDULE = new Schedule(ShortRun.SCHEDULE.phases().subList(0, 2));

  @TempDir private Path folder;
  private Checkpoints checkpoints;
  private final List<Position> saved = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  CheckpointsTest() {}

  @BeforeEach
  void train() {
    checkpoints = new Checkpoints(folder, 2, RUN);
    TrainingListener save =
        new TrainingListener() {
          @Override
          public void stateReached(TrainingState state) {
            try {
              checkpoints.save(state);
              saved.add(state.position());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        };
    try (Engine engine = Engine.start(1)) {
      ShortRun.begin(engine).trainer().run(SCHEDULE, save);
    }
  }

  private Position newest() throws IOException {
    return checkpoints.newest(SCHEDULE, QuantizationPlan.NONE).orElseThrow().state().position();
  }

  @Test
  void onlyTheNewestAreKept() throws IOException {
    assertEquals(3, saved.size());
    List<Path> files = checkpoints.files();
    assertEquals(2, files.size());
    assertEquals("checkpoint-002-000-000000.safetensors", files.getLast().getFileName() + "");
    assertEquals(saved.getLast(), newest());
  }

  @Test
  void aDamagedOneIsSetAsideAndTheOneBeforeItFound() throws IOException {
    Path last = checkpoints.files().getLast();
    byte[] bytes = Files.readAllBytes(last);
    int step = bytes.length / 50;
    for (int at = 0; at < bytes.length; at += step) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 4;
      Files.write(last, damaged);
      assertEquals(saved.get(1), newest(), "damaged at byte " + at);
      assertFalse(Files.exists(last));
      assertTrue(Files.exists(last.resolveSibling(last.getFileName() + ".damaged")));
    }
  }

  @Test
  void aTruncatedOneIsDamagedToo() throws IOException {
    Path last = checkpoints.files().getLast();
    byte[] bytes = Files.readAllBytes(last);
    for (int length : new int[] {0, 7, 100, bytes.length / 2, bytes.length - 1}) {
      Files.write(last, Arrays.copyOf(bytes, length));
      assertEquals(saved.get(1), newest(), "cut to " + length);
    }
  }

  @Test
  void withoutAnIntactOneThereIsNone() throws IOException {
    for (Path file : checkpoints.files()) {
      Files.write(file, new byte[] {1});
    }
    assertTrue(checkpoints.newest(SCHEDULE, QuantizationPlan.NONE).isEmpty());
    assertEquals(List.of(), checkpoints.files());
  }

  @Test
  void anotherRunsCheckpointIsAnErrorAndNotDamage() throws IOException {
    Checkpoints others = new Checkpoints(folder, 2, "another");
    assertThrows(IOException.class, () -> others.newest(SCHEDULE, QuantizationPlan.NONE));
    assertEquals(2, checkpoints.files().size());
    assertThrows(IllegalArgumentException.class, () -> new Checkpoints(folder, 0, RUN));
  }

  @Test
  void whatAKilledProcessLeftIsDeleted() throws IOException {
    Path unfinished =
        Files.write(folder.resolve(".checkpoint-009-000-000000.safetensors.7-0.tmp"), new byte[5]);
    assertEquals(saved.getLast(), newest());
    assertFalse(Files.exists(unfinished));
  }
}
