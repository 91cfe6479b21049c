package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationPlan;
import dev.alq.dataset.Augmentation;
import dev.alq.kernel.KernelChoice;
import dev.alq.models.LeNet5;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.nn.Loss;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.step.Budget;
import dev.alq.step.StraightThrough;
import dev.alq.train.FloatMethod;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they train, at random moments over all kinds of phases, against a
 * run that nobody disturbed. The property {@code dev.alq.kills} asks for more kills, and {@code
 * dev.alq.seed} for other moments; where the kills hit is written to a file in {@code target}.
 */
class KillTest {

  private static final int KILLS = Integer.getInteger("dev.alq.kills", 3);
  private static final long SEED = Long.getLong("dev.alq.seed", 1);
  private static final int SIGKILL_EXIT = 128 + 9;
  private static final int SIGTERM_EXIT = 128 + 15;
  private static final String KERNELS =
      KernelChoice.kernels().name().equals("scalar") ? "scalar" : "vector";
  private static final List<String> RESULTS = List.of("lenet5.alq", "float.alq", "metrics.csv");
  private static final Pattern PHASE = Pattern.compile("phase \\d+ of \\d+: [A-Za-z]+");

  @TempDir private static Path folder;
  private static Path whole = Path.of("");

  /** From the beginning of the run that nobody disturbed to its end. */
  private static long nanos;

  private static Recipe recipe() {
    LearningRate rate = new LearningRate.Constant(1e-3);
    return new Recipe(
        "killed",
        LeNet5.plan(),
        ActivationPlan.ofBits(2),
        Schedule.of(
            new Phase.Pretrain(
                2,
                new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9)),
                new LearningRate.Constant(0.05))),
        Schedule.of(
            new Phase.Sketching(),
            Phase.Prune.to(new Budget.AverageBitwidth(2)),
            new Phase.OptimizeBases(2, rate),
            new Phase.OptimizeCoordinates(1, rate, 0),
            Phase.Prune.to(new Budget.AverageBitwidth(1)),
            straightThrough(StraightThrough.Projection.LOSS_AWARE),
            straightThrough(StraightThrough.Projection.RECONSTRUCTION),
            new Phase.OptimizeBases(1, rate),
            new Phase.QuantizeActivations(2, rate)),
        20,
        Loss.CROSS_ENTROPY,
        new Augmentation.Translate(2),
        1.0 / 6);
  }

  private static Phase straightThrough(StraightThrough.Projection projection) {
    LearningRate rate = new LearningRate.Constant(1e-3);
    return new Phase.FineTune(1, rate, projection, Phase.FloatCopy.RESTARTED);
  }

  @BeforeAll
  static void runUndisturbed() throws Exception {
    Attempt.writeMnist(folder);
    Files.writeString(folder.resolve("recipe.json"), RecipeJson.print(recipe()));
    whole = folder.resolve("whole");
    Process undisturbed = start(whole);
    awaitBeginning(whole, undisturbed);
    long begun = System.nanoTime();
    assertEquals(0, undisturbed.waitFor(), errors(whole));
    nanos = System.nanoTime() - begun;
  }

  private static List<String> arguments(Path run) {
    return List.of(
        "quantize",
        "lenet5",
        "--data",
        folder.toString(),
        "--config",
        folder.resolve("recipe.json").toString(),
        "--images",
        "120",
        "--checkpoint-every",
        "2",
        "--run",
        run.toString());
  }

  private static Process start(Path run) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      command.add("--add-modules=jdk.incubator.vector");
    }
    command.add("-D" + KernelChoice.PROPERTY + "=" + KERNELS);
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
    command.add(Alq.class.getName());
    command.addAll(arguments(run));
    return new ProcessBuilder(command)
        .redirectError(folder.resolve(run.getFileName() + ".err").toFile())
        .redirectOutput(folder.resolve(run.getFileName() + ".out").toFile())
        .start();
  }

  /** Returns when the run has begun, or its process has ended. */
  private static void awaitBeginning(Path run, Process process) throws InterruptedException {
    while (process.isAlive() && !Files.exists(run.resolve("metrics.csv"))) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static String errors(Path run) throws IOException {
    return Files.readString(folder.resolve(run.getFileName() + ".err"));
  }

  /** Where a run was when its process ended. */
  private static String lastPhase(Path run) throws IOException {
    Path log = run.resolve("log.txt");
    Matcher phases = PHASE.matcher(Files.exists(log) ? Files.readString(log) : "");
    return phases.results().map(MatchResult::group).reduce("", (_, last) -> last);
  }

  private static void resume(Path run) {
    List<String> resume = new ArrayList<>(arguments(run));
    resume.add("--resume");
    Attempt attempt = Attempt.in(folder, resume.toArray(String[]::new));
    assertEquals(0, attempt.exit(), attempt.err());
  }

  private static void assertSameResults(Path run, String when) throws IOException {
    for (String file : RESULTS) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(file)),
          Files.readAllBytes(run.resolve(file)),
          () -> file + " differs after " + when);
    }
  }

  @Test
  void aKilledRunGoesOnToTheSameBytes() throws Exception {
    RandomGenerator moments = new SplittableRandom(SEED);
    Map<String, Integer> hits = new TreeMap<>();
    long longest = nanos;
    int killed = 0;
    for (int run = 0; killed < KILLS; run++) {
      Path place = folder.resolve("run-" + run);
      long moment = moments.nextLong(longest);
      Process process = start(place);
      awaitBeginning(place, process);
      long begun = System.nanoTime();
      boolean ended = process.waitFor(moment, TimeUnit.NANOSECONDS);
      if (ended) {
        // The machine has become faster; later moments are to hit a run again.
        longest = Math.max(1, System.nanoTime() - begun);
      }
      process.destroyForcibly();
      int exit = process.waitFor();
      assertTrue(exit == SIGKILL_EXIT || exit == 0, errors(place));
      if (exit == SIGKILL_EXIT) {
        killed++;
        hits.merge(lastPhase(place), 1, Integer::sum);
        resume(place);
      }
      assertSameResults(place, "kill " + killed + " of seed " + SEED + " after " + moment + " ns");
    }
    assertEquals(KILLS, hits.values().stream().mapToInt(Integer::intValue).sum());
    String result = " killed runs went on to the same bytes; seed " + SEED + ", hits by phase: ";
    Files.writeString(Path.of("target", "kills-" + KERNELS + ".txt"), killed + result + hits);
  }

  @Test
  void aTerminatedRunWritesACheckpointAndSaysHowToGoOn() throws Exception {
    Path run = folder.resolve("run");
    Process process = start(run);
    awaitBeginning(run, process);
    while (process.isAlive() && lastPhase(run).isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    process.destroy();
    assertEquals(SIGTERM_EXIT, process.waitFor(), errors(run));
    List<String> lines = errors(run).lines().toList();
    assertTrue(lines.getLast().startsWith("alq: stopped before phase"), errors(run));
    assertTrue(lines.getLast().endsWith("repeat the command with --resume to go on"), errors(run));
    try (var checkpoints = Files.list(run.resolve("checkpoints"))) {
      assertTrue(checkpoints.findAny().isPresent());
    }
    resume(run);
    assertSameResults(run, "SIGTERM");
  }
}
