package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedRunTest {

  private static final RunDescription RUN =
      new RunDescription("{}", 7, "0123", Map.of("network", "stripes"));
  private static final RunFolder.Keeping KEEPING = RunFolder.Keeping.DEFAULT;
  private static final String HEADER =
      "phase,kind,epoch,learning_rate,train_loss,train_top1,validation_top1,average_bitwidth\n";
  private static final String LINE = "2,Prune,1,1.0E-3,0.5,97.5,96.25,1.5\n";

  @TempDir private Path folder;

  private RunFolder open(String version) throws IOException {
    Map<String, String> environment = Map.of("version", version, "java", "25");
    return RunFolder.recorded(folder).isPresent()
        ? RunFolder.reopen(folder, RUN, environment, KEEPING)
        : RunFolder.begin(folder, RUN, environment, KEEPING);
  }

  private RecordedRun read() throws IOException {
    return RecordedRun.read(folder).orElseThrow();
  }

  @Test
  void whatARunWroteIsRead() throws IOException {
    assertTrue(RecordedRun.read(folder).isEmpty());
    List<EpochMetrics> told = new ArrayList<>();
    TrainingListener note =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochMetrics epoch) {
            told.add(epoch);
          }
        };
    try (Engine engine = Engine.start(1);
        RunFolder run = open("1")) {
      ShortRun.begin(engine).trainer().run(ShortRun.SCHEDULE, TrainingListener.all(run, note));
    }
    RecordedRun recorded = read();
    assertEquals(RUN, recorded.description());
    assertEquals("{java=25, version=1}", recorded.begunWith().toString());
    assertEquals(ShortRun.SCHEDULE.epochs(), recorded.epochs().size());
    for (int i = 0; i < told.size(); i++) {
      EpochMetrics epoch = told.get(i);
      RecordedEpoch line = recorded.epochs().get(i);
      assertEquals(epoch.phaseIndex() + 1, line.phase());
      assertEquals(epoch.phase().getClass().getSimpleName(), line.kind().toString());
      assertEquals(epoch.epoch() + 1, line.epoch());
      assertEquals(epoch.learningRate(), line.learningRate());
      assertEquals(epoch.trainLoss(), line.trainLoss());
      assertEquals(epoch.trainTop1(), line.trainTop1());
      assertEquals(epoch.validationTop1(), line.validationTop1());
      assertEquals(epoch.averageBitwidth(), line.averageBitwidth());
    }
  }

  @Test
  void descriptionsThatCouldPassForEachOtherAreRefused() {
    for (String bad : List.of("a\0b", "a\nb")) {
      assertRefused("{}", "0123", Map.of("fact", bad));
      assertRefused("{}", "0123", Map.of(bad, "value"));
      assertRefused("{}", bad, Map.of());
    }
    assertRefused("a\0b", "0123", Map.of());
    assertEquals(64, new RunDescription("{\n}", 7, "0123", Map.of("a", "b")).hash().length());
  }

  private static void assertRefused(String recipe, String dataHash, Map<String, String> facts) {
    assertThrows(
        IllegalArgumentException.class, () -> new RunDescription(recipe, 7, dataHash, facts));
  }

  @Test
  void everyKindOfPhaseIsFoundByItsName() {
    assertEquals(
        Arrays.stream(Phase.class.getPermittedSubclasses()).map(Class::getSimpleName).toList(),
        Arrays.stream(PhaseKind.values()).map(PhaseKind::toString).toList());
    for (PhaseKind kind : PhaseKind.values()) {
      assertEquals(kind, PhaseKind.of(kind.toString()));
    }
  }

  @Test
  void damageIsNamedWithItsLineAndAnUnfinishedLineIsLeftOut() throws IOException {
    open("1").close();
    metrics(HEADER + LINE + "2,Prune,2,1.0E-");
    assertEquals(
        List.of(new RecordedEpoch(2, PhaseKind.PRUNE, 1, 1e-3, 0.5, 97.5, 96.25, 1.5)),
        read().epochs());
    metrics(HEADER + LINE + LINE.replace("Prune", "Prun"));
    assertDamage("metrics.csv, line 3: no kind of phase: Prun");
    metrics(HEADER + LINE.replace("2,", "x,"));
    assertDamage("metrics.csv, line 2: For input string: \"x\"");
    metrics(HEADER + LINE.replace(",1.5", ""));
    assertDamage("metrics.csv, line 2: 7 cells instead of 8");
    metrics("phase\n");
    assertDamage("metrics.csv does not begin with " + HEADER.strip());
    Files.delete(folder.resolve("metrics.csv"));
    assertDamage("metrics.csv is missing");
  }

  private void metrics(String text) throws IOException {
    Files.writeString(folder.resolve("metrics.csv"), text);
  }

  private void assertDamage(String message) {
    var failure = assertThrows(RunFolderException.class, this::read);
    assertEquals(folder + ": " + message, failure.getMessage());
  }

  @Test
  void pausesAreNotTimeAtWork() throws IOException {
    open("1").close();
    Files.writeString(
        folder.resolve("log.txt"),
        """
        2026-01-01T10:00:00.000Z begun with {}
        2026-01-01T10:00:02.500Z epoch: 1
        a line without time
        2026-01-01T11:00:00.000Z begins with the first batch
        2026-01-01T12:00:00.000Z resumed before phase 1, epoch 2, batch 1
        2026-01-01T12:00:01.000Z epoch: 2
        2026-01-02T09:00:00.000Z goes on by another recipe; the one before is recipe-1.json
        2026-01-02T09:00:00.250Z resumed before phase 2, epoch 1, batch 1
        2026-01-02T09:00:04.250Z epoch: 3
        """);
    assertEquals(2.5 + 1 + 4, read().secondsAtWork(), 1e-9);
    Files.delete(folder.resolve("log.txt"));
    assertEquals(0, read().secondsAtWork());
  }

  /** A year ago, as the folder itself says it. */
  @Test
  void aRunThatIsReopenedAfterAYearWasNotAtWorkInBetween() throws IOException {
    open("1").close();
    Path log = folder.resolve("log.txt");
    Files.writeString(log, "2025-01-01T10:00:00.000Z begun with {}\n");
    open("2").close();
    assertTrue(Files.readString(log).lines().count() == 2, Files.readString(log));
    assertEquals(0, read().secondsAtWork());
    Schedule schedule = new Schedule(ShortRun.SCHEDULE.phases().subList(0, 1));
    try (Engine engine = Engine.start(1);
        RunFolder run = open("1")) {
      ShortRun.begin(engine).trainer().run(schedule, run);
      Files.writeString(log, "2025-01-01T10:00:00.000Z begun with {}\n");
      run.resumed(run.newest(schedule, ShortRun.plan()).orElseThrow().state(), schedule);
    }
    assertTrue(Files.readString(log).lines().count() == 2, Files.readString(log));
    assertEquals(0, read().secondsAtWork());
  }
}
