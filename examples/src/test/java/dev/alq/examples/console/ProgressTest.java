package dev.alq.examples.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.optim.LearningRate;
import dev.alq.train.EpochMetrics;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Phase.OptimizeBases BASES =
      new Phase.OptimizeBases(4, new LearningRate.Constant(1e-3));

  private final AtomicLong clock = new AtomicLong(123);
  private final StringWriter text = new StringWriter();

  @Test
  void linesTellEachEpochAndTheTimeLeft() {
    runTwoEpochs(Progress.Style.LINES);
    assertEquals(2, text.toString().lines().count());
    assertTrue(text.toString().contains("1/4 bases        1/4  loss 0.5000"), text.toString());
    assertTrue(text.toString().contains("about 1 min 30 s left"), text.toString());
    assertTrue(text.toString().contains("about 1 min 0 s left"), text.toString());
    assertFalse(text.toString().contains("\r"), "not for files");
  }

  @Test
  void barMovesWithinTheEpoch() {
    runTwoEpochs(Progress.Style.BAR);
    assertTrue(text.toString().contains("\r"), text.toString());
    assertTrue(
        text.toString().contains("[##..................] bases, epoch 1 of 4, loss 0.2500"),
        text.toString());
    assertTrue(text.toString().contains("[#######.............]"), text.toString());
  }

  @Test
  void timeLeftIsNotGuessedFromTheFirstSeconds() {
    PrintWriter err = new PrintWriter(text);
    Progress progress = new Progress(err, Progress.Style.BAR, 4, clock::get);
    clock.addAndGet(100 * SECOND);
    progress.phaseStarted(BASES, 0, Schedule.of(BASES));
    clock.addAndGet(SECOND);
    progress.batchFinished(0, 10, 0.25);
    assertFalse(text.toString().contains("left"), text.toString());
    clock.addAndGet(7 * SECOND);
    progress.batchFinished(1, 10, 0.25);
    assertTrue(text.toString().contains("about 2 min 32 s left"), text.toString());
  }

  /** The last two of ten batches say how long whole epochs will take. */
  @Test
  void timeLeftOfARunThatGoesOnWithinAnEpoch() {
    PrintWriter err = new PrintWriter(text);
    Progress progress = new Progress(err, Progress.Style.LINES, 4, clock::get);
    progress.phaseStarted(BASES, 0, Schedule.of(BASES));
    for (int batch = 8; batch < 10; batch++) {
      clock.addAndGet(10 * SECOND);
      progress.batchFinished(batch, 10, 0.25);
    }
    progress.epochFinished(new EpochMetrics(BASES, 0, 0, 1e-3, 0.5, 98, 97, 1.5));
    assertTrue(text.toString().contains("about 5 min 0 s left"), text.toString());
  }

  @Test
  void durationsAreShort() {
    assertEquals("0 s", Progress.duration(0.4));
    assertEquals("1 min 0 s", Progress.duration(59.7));
    assertEquals("6 min 10 s", Progress.duration(370));
  }

  /** Each takes 30 seconds and has two batches. */
  private void runTwoEpochs(Progress.Style style) {
    PrintWriter err = new PrintWriter(text);
    Progress progress = new Progress(err, style, 4, clock::get);
    progress.phaseStarted(BASES, 0, Schedule.of(BASES));
    for (int epoch = 0; epoch < 2; epoch++) {
      clock.addAndGet(15 * SECOND);
      progress.batchFinished(0, 2, 0.25);
      clock.addAndGet(15 * SECOND);
      progress.batchFinished(1, 2, 0.75);
      progress.epochFinished(new EpochMetrics(BASES, 0, epoch, 1e-3, 0.5, 98, 97, 1.5));
    }
    err.flush();
    assertEquals(60, progress.seconds(), 1e-9);
  }
}
