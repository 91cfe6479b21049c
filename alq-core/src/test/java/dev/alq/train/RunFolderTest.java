package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.alq.kernel.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  private static final RunDescription RUN =
      new RunDescription("{}", 7, "0123", Map.of("network", "stripes"));

  private static final RunFolder.Keeping KEEPING = RunFolder.Keeping.DEFAULT;

  @TempDir private Path parent;
  @AutoClose private final Engine engine = Engine.start(1);

  private static Schedule firstPhases(int count) {
    return new Schedule(ShortRun.SCHEDULE.phases().subList(0, count));
  }

  private static String messageOf(Class<? extends Exception> kind, Path folder, RunDescription d) {
    Exception failure = assertThrows(kind, () -> RunFolder.reopen(folder, d, Map.of(), KEEPING));
    return String.valueOf(failure.getMessage());
  }

  @Test
  void aRunThatIsStoppedAndGoesOnLeavesTheSameMetrics() throws IOException {
    Path whole = parent.resolve("whole");
    try (RunFolder folder = RunFolder.begin(whole, RUN, Map.of(), KEEPING)) {
      ShortRun.begin(engine).trainer().run(ShortRun.SCHEDULE, folder);
    }
    Path parts = parent.resolve("deeper/parts");
    try (RunFolder folder = RunFolder.begin(parts, RUN, Map.of("version", "1"), KEEPING)) {
      ShortRun run = ShortRun.begin(engine);
      assertThrows(
          TrainingStoppedException.class,
          () -> run.trainer().run(ShortRun.SCHEDULE, stopping(run.trainer(), folder, 11)));
    }
    Path metrics = parts.resolve("metrics.csv");
    Files.writeString(metrics, Files.readString(metrics) + "9,of a lost epoch\n9,hal");
    try (RunFolder folder = RunFolder.reopen(parts, RUN, Map.of(), KEEPING)) {
      TrainingState state = folder.newest(ShortRun.SCHEDULE, ShortRun.plan()).orElseThrow().state();
      assertEquals(new Position(3, 0, 2), state.position());
      ShortRun.begin(engine).trainer().resume(ShortRun.SCHEDULE, state, folder);
    }
    assertEquals(Files.readString(whole.resolve("metrics.csv")), Files.readString(metrics));
    assertEquals(1 + ShortRun.SCHEDULE.epochs(), Files.readAllLines(metrics).size());
    assertTrue(Files.readString(parts.resolve("log.txt")).contains("resumed before phase 4"));
    try (var files = Files.list(parts.resolve("checkpoints"))) {
      assertEquals(Checkpoints.DEFAULT_QUOTA, files.count());
    }
  }

  private static TrainingListener stopping(AlqTrainer trainer, RunFolder folder, int batches) {
    int[] left = {batches};
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void batchFinished(int batch, int ofBatches, double loss) {
            if (--left[0] == 0) {
              trainer.requestStop();
            }
          }
        };
    return TrainingListener.all(folder, stop);
  }

  @Test
  void checkpointsAreWrittenEverySoManyBatchesAndTheQuotaIsKept() throws IOException {
    RunFolder.Keeping keeping = new RunFolder.Keeping(4, 2);
    Path place = parent.resolve("a");
    List<Position> saved = new ArrayList<>();
    TrainingListener note =
        new TrainingListener() {
          @Override
          public void stateReached(TrainingState state) {
            saved.add(state.position());
          }
        };
    try (RunFolder folder = RunFolder.begin(place, RUN, Map.of(), keeping)) {
      ShortRun.begin(engine).trainer().run(firstPhases(1), TrainingListener.all(folder, note));
    }
    assertEquals(
        List.of(
            new Position(0, 0, 2),
            new Position(0, 1, 0),
            new Position(0, 1, 2),
            new Position(1, 0, 0)),
        saved);
    try (var files = Files.list(place.resolve("checkpoints"))) {
      assertEquals(keeping.quota(), files.count());
    }
    assertThrows(IllegalArgumentException.class, () -> new RunFolder.Keeping(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new RunFolder.Keeping(1, 0));
  }

  private static void assertNoPlaceFor(Schedule schedule, AlqTrainer trainer, RunFolder folder) {
    String message =
        String.valueOf(
            assertThrows(IllegalStateException.class, () -> trainer.run(schedule, folder))
                .getMessage());
    Path last = folder.path().resolve("checkpoints/checkpoint-001-000-000000.safetensors");
    assertTrue(message.contains("has come to " + last + ";"), message);
  }

  @Test
  void aFolderIsForOneSchedule() throws IOException {
    Path place = parent.resolve("a");
    Schedule first = firstPhases(1);
    Schedule second = Schedule.of(new Phase.Sketching());
    AlqTrainer trainer = ShortRun.begin(engine).trainer();
    try (RunFolder folder = RunFolder.begin(place, RUN, Map.of(), KEEPING)) {
      trainer.run(first, folder);
      assertNoPlaceFor(second, trainer, folder);
    }
    assertTrue(trainer.quantizedWeights().isEmpty());
    try (RunFolder folder = RunFolder.reopen(place, RUN, Map.of(), KEEPING)) {
      assertNoPlaceFor(second, trainer, folder);
      AlqTrainer resumed = ShortRun.begin(engine).trainer();
      TrainingState state = folder.newest(first, ShortRun.plan()).orElseThrow().state();
      assertEquals(new Position(1, 0, 0), state.position());
      resumed.resume(first, state, folder);
      assertNoPlaceFor(second, resumed, folder);
    }
    assertEquals(1 + first.epochs(), Files.readAllLines(place.resolve("metrics.csv")).size());
  }

  @Test
  void aRunGoesOnInItsFirstPhaseAndBeginsAgainWhereNoCheckpointIsLeft() throws IOException {
    Path place = parent.resolve("a");
    Schedule schedule = firstPhases(1);
    try (RunFolder folder = RunFolder.begin(place, RUN, Map.of(), KEEPING)) {
      AlqTrainer trainer = ShortRun.begin(engine).trainer();
      TrainingListener stopping = stopping(trainer, folder, 1);
      assertThrows(TrainingStoppedException.class, () -> trainer.run(schedule, stopping));
    }
    try (RunFolder folder = RunFolder.reopen(place, RUN, Map.of(), KEEPING)) {
      TrainingState state = folder.newest(schedule, ShortRun.plan()).orElseThrow().state();
      assertEquals(new Position(0, 0, 1), state.position());
      ShortRun.begin(engine).trainer().resume(schedule, state, folder);
    }
    for (Path file : new Checkpoints(place.resolve("checkpoints"), 1, RUN.hash()).files()) {
      Files.writeString(file, "damaged");
    }
    try (RunFolder folder = RunFolder.reopen(place, RUN, Map.of(), KEEPING)) {
      assertTrue(folder.newest(schedule, ShortRun.plan()).isEmpty());
      ShortRun.begin(engine).trainer().run(schedule, folder);
    }
  }

  @Test
  void whatHasChangedSinceTheBeginningIsLogged() throws IOException {
    Path place = parent.resolve("a");
    RunFolder.begin(place, RUN, Map.of("kernels", "scalar"), KEEPING).close();
    RunFolder.reopen(place, RUN, Map.of("kernels", "scalar"), KEEPING).close();
    assertFalse(Files.readString(place.resolve("log.txt")).contains("is now"));
    RunFolder.reopen(place, RUN, Map.of("kernels", "vector"), KEEPING).close();
    String log = Files.readString(place.resolve("log.txt"));
    assertTrue(log.contains("kernels is now vector, but the run began with scalar"), log);
  }

  @Test
  void aFolderThatIsTakenIsLeftAlone() throws IOException {
    RunFolder.begin(parent.resolve("a"), RUN, Map.of(), KEEPING).close();
    Path metrics = parent.resolve("a/metrics.csv");
    Files.writeString(metrics, "precious");
    assertThrows(
        RunFolderException.class,
        () -> RunFolder.begin(parent.resolve("a"), RUN, Map.of(), KEEPING));
    assertEquals("precious", Files.readString(metrics));
    Path other = Files.createDirectories(parent.resolve("b"));
    Files.writeString(other.resolve("thesis.tex"), "precious");
    assertThrows(RunFolderException.class, () -> RunFolder.begin(other, RUN, Map.of(), KEEPING));
    assertThrows(RunFolderException.class, () -> RunFolder.begin(metrics, RUN, Map.of(), KEEPING));
    try (var files = Files.list(other)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aBeginningThatWasInterruptedIsNoObstacle() throws IOException {
    Path folder = parent.resolve("a");
    Files.createDirectories(folder.resolve("checkpoints"));
    Files.writeString(folder.resolve("recipe.json"), "{}");
    Files.writeString(folder.resolve(".provenance.json.1-0.tmp"), "{");
    assertTrue(RunFolder.recorded(folder).isEmpty());
    RunFolder.begin(folder, RUN, Map.of(), KEEPING).close();
    assertEquals(RUN, RunFolder.recorded(folder).orElseThrow());
  }

  @Test
  void anotherRunIsNotContinued() throws IOException {
    Path folder = parent.resolve("a");
    RunFolder.begin(folder, RUN, Map.of(), KEEPING).close();
    Class<RunFolderException> refused = RunFolderException.class;
    Map<String, String> facts = RUN.facts();
    var recipe = new RunDescription("{ }", 7, "0123", facts);
    assertTrue(messageOf(refused, folder, recipe).contains("another recipe"));
    var seed = new RunDescription("{}", 8, "0123", facts);
    assertTrue(messageOf(refused, folder, seed).contains("the seed 7, not 8"));
    var data = new RunDescription("{}", 7, "3210", facts);
    assertTrue(messageOf(refused, folder, data).contains("other data"));
    var network = new RunDescription("{}", 7, "0123", Map.of("network", "dots"));
    assertTrue(messageOf(refused, folder, network).contains("network stripes, not dots"));
    for (RunDescription other : List.of(recipe, seed, data, network)) {
      assertFalse(other.hash().equals(RUN.hash()));
    }
    assertTrue(messageOf(refused, parent.resolve("none"), RUN).contains("there is no run"));
    Files.writeString(folder.resolve("provenance.json"), "{\"seed\":\"x\"}");
    assertTrue(messageOf(refused, folder, RUN).contains("provenance.json, byte"));
  }

  @Test
  void onlyOneAtATimeUsesAFolder() throws IOException {
    Path folder = parent.resolve("a");
    RunFolder first = RunFolder.begin(folder, RUN, Map.of(), KEEPING);
    Path lock = folder.resolve(RunFolder.LOCK);
    assertEquals(LockProbe.TAKEN, LockProbe.run(lock));
    for (Path way : List.of(folder, parent.resolve("b/../a"))) {
      Files.createDirectories(parent.resolve("b"));
      String message = messageOf(RunFolderException.class, way, RUN);
      assertTrue(message.contains("in use by this process"), message);
    }
    assertEquals(LockProbe.TAKEN, LockProbe.run(lock), "being refused has given it up");
    first.close();
    assertEquals(LockProbe.FREE, LockProbe.run(lock));
    try (RunFolder second = RunFolder.reopen(folder, RUN, Map.of(), KEEPING)) {
      first.close();
      assertEquals(LockProbe.TAKEN, LockProbe.run(lock), "closed twice, it gave up another's");
      assertEquals(Optional.empty(), second.lastCheckpoint());
    }
  }

  @Test
  void aFullDiskStopsTheRunAndLeavesTheEarlierCheckpointsIntact() throws IOException {
    int kilobyte = 1 << 10;
    Configuration disk =
        Configuration.unix().toBuilder()
            .setBlockSize(kilobyte)
            .setMaxSize(36L * kilobyte)
            .setMaxCacheSize(0)
            .build();
    Path copy = Files.createDirectories(parent.resolve("copy"));
    try (FileSystem full = Jimfs.newFileSystem(disk)) {
      Path place = full.getPath("/run");
      UncheckedIOException failure;
      String last;
      try (RunFolder folder = RunFolder.begin(place, RUN, Map.of(), KEEPING)) {
        AlqTrainer trainer = ShortRun.begin(engine).trainer();
        failure =
            assertThrows(UncheckedIOException.class, () -> trainer.run(firstPhases(4), folder));
        last = folder.lastCheckpoint().orElseThrow().toString();
      }
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("no checkpoint could be written"), message);
      assertTrue(message.endsWith("the last good checkpoint is " + last), message);
      try (var files = Files.list(place.resolve("checkpoints"))) {
        for (Path file : files.toList()) {
          assertFalse(file.toString().endsWith(".tmp"), "left behind: " + file);
          Files.copy(file, copy.resolve(file.getFileName().toString()));
        }
      }
      assertTrue(Files.exists(copy.resolve(Path.of(last).getFileName().toString())));
    }
    Checkpoints kept = new Checkpoints(copy, 3, RUN.hash());
    int files = kept.files().size();
    assertTrue(files > 0);
    assertTrue(kept.newest(firstPhases(4), ShortRun.plan()).isPresent());
    assertEquals(files, kept.files().size(), "some were damaged");
  }
}
