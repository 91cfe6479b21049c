package dev.alq.examples.run;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the epochs of a run led to, from the file {@code metrics.csv} of its folder. */
public final class RunMetrics {

  private static final String FILE = "metrics.csv";
  private static final String HEADER =
      "phase,kind,epoch,learning_rate,train_loss,train_top1,validation_top1,average_bitwidth";

  private RunMetrics() {}

  /**
   * One line.
   *
   * @param phase number of the phase, from 1
   * @param kind what kind of phase
   * @param epoch number of the epoch within the phase, from 1
   * @param learningRate its learning rate
   * @param trainLoss mean loss over its batches
   * @param trainTop1 percent right over its batches
   * @param validationTop1 percent right on the validation data at its end
   * @param averageBitwidth I_W at its end, 32 while the network is float
   */
  public record Epoch(
      int phase,
      String kind,
      int epoch,
      double learningRate,
      double trainLoss,
      double trainTop1,
      double validationTop1,
      double averageBitwidth) {}

  /**
   * Reads the epochs of a run.
   *
   * @param run its folder
   * @return in order, at least one
   * @throws CommandFailure if there is no run, none of its epochs has ended, or the file is damaged
   * @throws IOException if the file cannot be read
   */
  public static List<Epoch> read(Path run) throws IOException {
    Path file = run.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(run + ": no run in this folder; " + FILE + " is missing");
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new CommandFailure(file + ": does not begin with " + HEADER);
    }
    List<Epoch> epochs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      epochs.add(parse(file, i + 1, lines.get(i)));
    }
    if (epochs.isEmpty()) {
      throw new CommandFailure(file + ": no epoch of this run has ended yet");
    }
    return epochs;
  }

  private static Epoch parse(Path file, int number, String line) {
    String[] cells = line.split(",", -1);
    try {
      if (cells.length == HEADER.split(",", -1).length) {
        return new Epoch(
            Integer.parseInt(cells[0]),
            cells[1],
            Integer.parseInt(cells[2]),
            Double.parseDouble(cells[3]),
            Double.parseDouble(cells[4]),
            Double.parseDouble(cells[5]),
            Double.parseDouble(cells[6]),
            Double.parseDouble(cells[7]));
      }
    } catch (NumberFormatException e) {
      throw new CommandFailure(file + ", line " + number + ": " + e.getMessage());
    }
    throw new CommandFailure(file + ", line " + number + ": " + cells.length + " cells");
  }

  /**
   * Writes them as a table.
   *
   * @param epochs the epochs
   * @param target where to write
   */
  public static void print(List<Epoch> epochs, PrintWriter target) {
    TextTable table =
        new TextTable(
            List.of("phase", "", "epoch", "rate", "loss", "train", "validation", "bits/weight"));
    for (Epoch epoch : epochs) {
      table.add(
          List.of(
              String.valueOf(epoch.phase),
              epoch.kind,
              String.valueOf(epoch.epoch),
              String.format(Locale.ROOT, "%.2e", epoch.learningRate),
              String.format(Locale.ROOT, "%.4f", epoch.trainLoss),
              Numbers.percent(epoch.trainTop1),
              Numbers.percent(epoch.validationTop1),
              Numbers.decimal(epoch.averageBitwidth)));
    }
    table.print(target);
  }
}
