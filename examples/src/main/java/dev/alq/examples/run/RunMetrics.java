package dev.alq.examples.run;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import dev.alq.train.RecordedEpoch;
import dev.alq.train.RecordedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the epochs of a run led to. */
public final class RunMetrics {

  private RunMetrics() {}

  /**
   * Reads a run of which at least one epoch has ended.
   *
   * @param folder its folder
   * @return the run
   * @throws CommandFailure if there is no run, or none of its epochs has ended
   * @throws IOException if a file is damaged or cannot be read
   */
  public static RecordedRun read(Path folder) throws IOException {
    RecordedRun run =
        RecordedRun.read(folder)
            .orElseThrow(() -> new CommandFailure(folder + ": there is no run in this folder"));
    if (run.epochs().isEmpty()) {
      throw new CommandFailure(folder + ": no epoch of this run has ended yet");
    }
    return run;
  }

  /**
   * Writes epochs as a table.
   *
   * @param epochs the epochs
   * @param target where to write
   */
  public static void print(List<RecordedEpoch> epochs, PrintWriter target) {
    TextTable table =
        new TextTable(
            List.of("phase", "", "epoch", "rate", "loss", "train", "validation", "bits/weight"));
    for (RecordedEpoch epoch : epochs) {
      table.add(
          List.of(
              String.valueOf(epoch.phase()),
              String.valueOf(epoch.kind()),
              String.valueOf(epoch.epoch()),
              String.format(Locale.ROOT, "%.2e", epoch.learningRate()),
              String.format(Locale.ROOT, "%.4f", epoch.trainLoss()),
              Numbers.percent(epoch.trainTop1()),
              Numbers.percent(epoch.validationTop1()),
              Numbers.decimal(epoch.averageBitwidth())));
    }
    table.print(target);
  }
}
