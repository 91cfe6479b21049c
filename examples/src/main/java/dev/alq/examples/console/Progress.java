package dev.alq.examples.console;

import dev.alq.train.EpochMetrics;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import dev.alq.train.TrainingState;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how training goes on: a line for each epoch with what it led to and an estimate of the time
 * that is left, and on a terminal a bar that moves within the epoch.
 */
public final class Progress implements TrainingListener {

  /** How it is shown. */
  public enum Style {
    /** One line at the end of each epoch, for files and pipes. */
    LINES,
    /** Also a line that is drawn again and again, for terminals. */
    BAR
  }

  private static final int BAR_LENGTH = 20;
  private static final long REDRAW_NANOS = 200_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  /** The first batches are slow and say little about the rest. */
  private static final double WARM_UP_SECONDS = 5;

  private static final String ERASE_LINE = "\r\033[K";

  private final PrintWriter err;
  private final Style style;
  private final int epochs;
  private final LongSupplier nanoTime;
  private final long start;
  private long trainingStart;
  private String phase = "";
  private int finished;
  private int finishedBefore;
  private double doneBefore;
  private boolean counting;
  private int inPhase;
  private int phaseEpochs;
  private long drawn;

  /**
   * Starts the clock.
   *
   * @param err where to write
   * @param style how
   * @param epochs all epochs that will come
   * @param nanoTime the clock, in nanoseconds from any origin
   */
  public Progress(PrintWriter err, Style style, int epochs, LongSupplier nanoTime) {
    this.err = err;
    this.style = style;
    this.epochs = epochs;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
    this.trainingStart = start;
    this.drawn = start;
  }

  /**
   * Seconds since the start.
   *
   * @return by the clock
   */
  public double seconds() {
    return (nanoTime.getAsLong() - start) / NANOS_PER_SECOND;
  }

  @Override
  public void resumed(TrainingState state, Schedule schedule) {
    finished = state.epochs().size();
    finishedBefore = finished;
    inPhase = state.epoch();
    boolean ended = state.phase() == schedule.phases().size();
    err.println(ended ? "All phases have been run." : "Going on before " + state.position() + ".");
    err.flush();
  }

  @Override
  public void phaseStarted(Phase begun, int index, Schedule schedule) {
    if (finished == finishedBefore) {
      trainingStart = nanoTime.getAsLong();
    }
    phase = name(begun);
    phaseEpochs = begun.epochs();
  }

  @Override
  public void phaseFinished(Phase ended, int index, Schedule schedule) {
    inPhase = 0;
  }

  @Override
  public void batchFinished(int batch, int batches, double loss) {
    if (!counting) { // a run may go on in the middle of an epoch
      counting = true;
      doneBefore = finished + (double) batch / batches;
    }
    long now = nanoTime.getAsLong();
    if (style == Style.BAR && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      double done = finished + (batch + 1.0) / batches;
      err.print(
          ERASE_LINE
              + bar(done)
              + String.format(
                  Locale.ROOT,
                  " %s, epoch %d of %d, loss %.4f%s",
                  phase,
                  inPhase + 1,
                  phaseEpochs,
                  loss,
                  timeLeft(done)));
      err.flush();
    }
  }

  @Override
  public void epochFinished(EpochMetrics metrics) {
    finished++;
    inPhase++;
    err.println(
        (style == Style.BAR ? ERASE_LINE : "")
            + String.format(
                Locale.ROOT,
                "%3d/%d %-11s %2d/%d  loss %.4f  train %5.2f%%  validation %5.2f%%  %5.2f bit%s",
                finished,
                epochs,
                phase,
                inPhase,
                phaseEpochs,
                metrics.trainLoss(),
                metrics.trainTop1(),
                metrics.validationTop1(),
                metrics.averageBitwidth(),
                timeLeft(finished)));
    err.flush();
  }

  private String bar(double done) {
    int full = (int) Math.min(BAR_LENGTH, BAR_LENGTH * done / epochs);
    return "[" + "#".repeat(full) + ".".repeat(BAR_LENGTH - full) + "]";
  }

  private String timeLeft(double done) {
    double spent = (nanoTime.getAsLong() - trainingStart) / NANOS_PER_SECOND;
    double left = spent * (epochs - done) / (done - doneBefore);
    return left > 0 && spent >= WARM_UP_SECONDS ? ", about " + duration(left) + " left" : "";
  }

  /**
   * Time in words.
   *
   * @param seconds any number of them
   * @return such as "2 min 5 s"
   */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  private static String name(Phase phase) {
    return switch (phase) {
      case Phase.Pretrain _ -> "float";
      case Phase.Sketching _ -> "sketch";
      case Phase.OptimizeBases _ -> "bases";
      case Phase.OptimizeCoordinates _ -> "coordinates";
      case Phase.Prune _ -> "pruning";
      case Phase.FineTune _ -> "fine-tuning";
      case Phase.QuantizeActivations _ -> "activations";
    };
  }
}
