package dev.alq.train;

import dev.alq.container.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The table of what each epoch of a run led to. */
final class MetricsFile {

  static final String NAME = "metrics.csv";

  private static final String HEADER =
      "phase,kind,epoch,learning_rate,train_loss,train_top1,validation_top1,average_bitwidth\n";

  private MetricsFile() {}

  /** Writes it whole. */
  static void write(Path folder, List<EpochMetrics> epochs) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    epochs.forEach(epoch -> text.append(line(epoch)));
    AtomicFiles.write(folder.resolve(NAME), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The line of an epoch. */
  static String line(EpochMetrics metrics) {
    return String.join(
            ",",
            String.valueOf(metrics.phaseIndex() + 1),
            metrics.phase().getClass().getSimpleName(),
            String.valueOf(metrics.epoch() + 1),
            String.valueOf(metrics.learningRate()),
            String.valueOf(metrics.trainLoss()),
            String.valueOf(metrics.trainTop1()),
            String.valueOf(metrics.validationTop1()),
            String.valueOf(metrics.averageBitwidth()))
        + "\n";
  }
}
