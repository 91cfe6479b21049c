package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.optim.LearningRate;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class ContinuationTest {

  private static final RunDescription RUN = new RunDescription("short", 7, "0123", Map.of());
  private static final RunDescription LONGER = new RunDescription("long", 7, "0123", Map.of());
  private static final RunFolder.Keeping KEEPING = RunFolder.Keeping.DEFAULT;

  @TempDir private Path parent;
  @AutoClose private final Engine engine = Engine.start(1);

  /** The first phases of the run that has them all. */
  private static Schedule first(int count) {
    return new Schedule(ShortRun.SCHEDULE.phases().subList(0, count));
  }

  private static Continuation of(Schedule before, Schedule schedule) {
    return new Continuation(LONGER, before, schedule, ShortRun.plan(), List.of("model.alq"));
  }

  private static void assertObstacle(
      String says, Schedule before, Schedule schedule, Position position) {
    Optional<String> obstacle = of(before, schedule).obstacle(position);
    assertTrue(obstacle.orElse("none").contains(says), obstacle + " instead of " + says);
  }

  private static void assertNoObstacle(Schedule before, Schedule schedule, Position position) {
    assertEquals(Optional.empty(), of(before, schedule).obstacle(position));
  }

  @Test
  void whatHasBegunMustBeTheSame() {
    List<Phase> phases = new ArrayList<>(first(6).phases());
    phases.set(5, new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)));
    Schedule other = new Schedule(phases);
    assertNoObstacle(first(6), first(7), new Position(6, 0, 0));
    assertNoObstacle(first(6), other, new Position(5, 0, 0));
    assertObstacle("phase 6 of the recipe is", first(6), other, new Position(5, 0, 1));
    assertObstacle("phase 6 of the recipe is", first(6), other, new Position(6, 0, 0));
    assertObstacle("phase 6 of the run is not in", first(6), first(5), new Position(6, 0, 0));
  }

  @Test
  void whatIsKeptForLaterPhasesMustBeTheSame() {
    Position afterRatio = new Position(7, 0, 0);
    Schedule all = ShortRun.SCHEDULE;
    assertNoObstacle(first(2), all, new Position(2, 0, 0));
    assertObstacle("float copies that the run has not kept", first(7), all, afterRatio);
    assertObstacle("float copies that no phase", all, first(7), afterRatio);
    assertObstacle("was to prune again", first(7), first(5), new Position(5, 0, 0));
    assertNoObstacle(first(7), first(5), new Position(3, 0, 0));
  }

  private Path runFirst(int phases, String name, RunDescription description) throws IOException {
    Path place = parent.resolve(name);
    try (RunFolder folder = RunFolder.begin(place, description, Map.of(), KEEPING)) {
      ShortRun.begin(engine).trainer().run(first(phases), folder);
    }
    return place;
  }

  private static byte[] newestCheckpoint(Path place) throws IOException {
    try (var files = Files.list(place.resolve("checkpoints"))) {
      return Files.readAllBytes(files.sorted().toList().getLast());
    }
  }

  @Test
  void anEndedRunGoesOnToTheSameState() throws IOException {
    int all = 7;
    Path whole = runFirst(all, "whole", LONGER);
    for (int phases : new int[] {2, 4, 6}) {
      Path parts = runFirst(phases, "first " + phases, RUN);
      Continuation continuation = of(first(phases), first(all));
      try (RunFolder folder = RunFolder.continueWith(parts, continuation, Map.of(), KEEPING)) {
        TrainingState state = folder.newest(first(all), ShortRun.plan()).orElseThrow().state();
        assertEquals(new Position(phases, 0, 0), state.position());
        ShortRun.begin(engine).trainer().resume(first(all), state, folder);
      }
      assertArrayEquals(newestCheckpoint(whole), newestCheckpoint(parts), phases + " phases");
      assertEquals(
          Files.readString(whole.resolve("metrics.csv")),
          Files.readString(parts.resolve("metrics.csv")));
      assertEquals("short", Files.readString(parts.resolve("recipe-1.json")));
      assertEquals(LONGER, RunFolder.recorded(parts).orElseThrow());
    }
  }

  @Test
  void aRefusalLeavesTheFolderAsItWas() throws IOException {
    Path place = runFirst(2, "a", RUN);
    Files.writeString(place.resolve("model.alq"), "precious");
    Schedule other = Schedule.of(first(1).phases().getFirst(), new Phase.Sketching());
    RunFolderException refused =
        assertThrows(
            RunFolderException.class,
            () -> RunFolder.continueWith(place, of(first(2), other), Map.of(), KEEPING));
    assertTrue(String.valueOf(refused.getMessage()).contains("phase 2 of the recipe"));
    assertEquals(RUN, RunFolder.recorded(place).orElseThrow());
    assertFalse(Files.exists(place.resolve("recipe-1.json")));
    assertEquals("precious", Files.readString(place.resolve("model.alq")));
    RunFolder.reopen(place, RUN, Map.of(), KEEPING).close();
    var foreign = new RunDescription("long", 8, "0123", Map.of());
    Continuation ofAnother =
        new Continuation(foreign, first(2), first(3), ShortRun.plan(), List.of());
    assertThrows(
        RunFolderException.class,
        () -> RunFolder.continueWith(place, ofAnother, Map.of(), KEEPING));
  }

  /** A folder in which something happens between a first look and the lock. */
  private static Path beforeItIsLocked(Path folder, Executable event) {
    return (Path)
        Proxy.newProxyInstance(
            ContinuationTest.class.getClassLoader(),
            new Class<?>[] {Path.class},
            (_, method, arguments) -> {
              if (method.getName().equals("toRealPath")) {
                event.execute();
              }
              return method.invoke(folder, arguments);
            });
  }

  @Test
  void theRecipeThatCountsIsTheOneUnderTheLock() throws IOException {
    Path place = runFirst(1, "a", RUN);
    Continuation longer = of(first(1), first(2));
    Executable overtaking = () -> RunFolder.continueWith(place, longer, Map.of(), KEEPING).close();
    RunFolderException refused =
        assertThrows(
            RunFolderException.class,
            () -> RunFolder.reopen(beforeItIsLocked(place, overtaking), RUN, Map.of(), KEEPING));
    assertTrue(String.valueOf(refused.getMessage()).contains("another recipe"));
    RunDescription third = new RunDescription("third", 7, "0123", Map.of());
    Continuation last = new Continuation(third, first(2), first(3), ShortRun.plan(), List.of());
    RunDescription back = new RunDescription("back", 7, "0123", Map.of());
    Continuation another = new Continuation(back, first(3), first(2), ShortRun.plan(), List.of());
    Executable overtakenAgain =
        () -> RunFolder.continueWith(place, last, Map.of(), KEEPING).close();
    RunFolder.continueWith(beforeItIsLocked(place, overtakenAgain), another, Map.of(), KEEPING)
        .close();
    assertEquals(back, RunFolder.recorded(place).orElseThrow());
    assertEquals("short", Files.readString(place.resolve("recipe-1.json")));
    assertEquals("long", Files.readString(place.resolve("recipe-2.json")));
    assertEquals("third", Files.readString(place.resolve("recipe-3.json")));
  }

  @Test
  void aChangeOfRecipesThatWasInterruptedIsMadeAgain() throws IOException {
    Path place = runFirst(1, "a", RUN);
    Files.writeString(place.resolve("model-1.alq"), "precious");
    Files.writeString(place.resolve("recipe-1.json"), RUN.recipe());
    RunFolder.reopen(place, RUN, Map.of(), KEEPING).close();
    RunFolder.continueWith(place, of(first(1), first(2)), Map.of(), KEEPING).close();
    assertEquals(LONGER, RunFolder.recorded(place).orElseThrow());
    assertEquals("precious", Files.readString(place.resolve("model-1.alq")));
    assertFalse(Files.exists(place.resolve("recipe-2.json")));
  }
}
