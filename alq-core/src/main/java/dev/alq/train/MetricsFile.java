package dev.alq.train;

import dev.alq.container.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of what each epoch of a run led to. */
final class MetricsFile {

  static final String NAME = "metrics.csv";

  private static final String HEADER =
      "phase,kind,epoch,learning_rate,train_loss,train_top1,validation_top1,average_bitwidth";
  private static final int COLUMNS = HEADER.split(",", -1).length;

  private MetricsFile() {}

  /** Writes it whole. */
  static void write(Path folder, List<EpochMetrics> epochs) throws IOException {
    StringBuilder text = new StringBuilder(HEADER + "\n");
    epochs.forEach(epoch -> text.append(line(epoch)));
    AtomicFiles.write(folder.resolve(NAME), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The line of an epoch. */
  static String line(EpochMetrics metrics) {
    RecordedEpoch epoch = RecordedEpoch.of(metrics);
    return String.join(
            ",",
            String.valueOf(epoch.phase()),
            String.valueOf(epoch.kind()),
            String.valueOf(epoch.epoch()),
            String.valueOf(epoch.learningRate()),
            String.valueOf(epoch.trainLoss()),
            String.valueOf(epoch.trainTop1()),
            String.valueOf(epoch.validationTop1()),
            String.valueOf(epoch.averageBitwidth()))
        + "\n";
  }

  /** Reads it back, but for a last line that a process is writing or could not write to its end. */
  static List<RecordedEpoch> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file)) {
      throw new RunFolderException(folder, NAME + " is missing");
    }
    String text = Files.readString(file);
    List<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new RunFolderException(folder, NAME + " does not begin with " + HEADER);
    }
    List<RecordedEpoch> epochs = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      try {
        epochs.add(parse(lines.get(i)));
      } catch (IllegalArgumentException e) {
        throw new RunFolderException(folder, NAME + ", line " + (i + 1) + ": " + e.getMessage());
      }
    }
    return epochs;
  }

  private static RecordedEpoch parse(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != COLUMNS) {
      throw new IllegalArgumentException(cells.length + " cells instead of " + COLUMNS);
    }
    return new RecordedEpoch(
        Integer.parseInt(cells[0]),
        PhaseKind.of(cells[1]),
        Integer.parseInt(cells[2]),
        Double.parseDouble(cells[3]),
        Double.parseDouble(cells[4]),
        Double.parseDouble(cells[5]),
        Double.parseDouble(cells[6]),
        Double.parseDouble(cells[7]));
  }
}
