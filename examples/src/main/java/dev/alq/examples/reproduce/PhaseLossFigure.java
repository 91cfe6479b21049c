package dev.alq.examples.reproduce;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import dev.alq.train.RecordedEpoch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Fig. 4: the training loss of ALQ by epoch, of all trials, and of the first one by phase. */
record PhaseLossFigure() implements Reproduction {

  private static final Network NETWORK = Network.VGG_SMALL;
  private static final RowPlan.Quantized PLAN = new RowPlan.Quantized(MethodName.ALQ, 0.66);

  private static final String FINDING =
      "each pruning raises the loss, and the steps on bases and coordinates bring it back";

  /**
   * One phase of a trial.
   *
   * @param row seed, number and kind of the phase
   * @param paper what the paper states in figures: nothing, it draws curves
   * @param ours its loss
   */
  record Row(String row, Map<String, Double> paper, PhaseLoss ours) {}

  /**
   * The loss of a phase.
   *
   * @param seed the seed of the trial
   * @param kind what kind of phase
   * @param averageBitwidth I_W at its end
   * @param trainLoss mean loss of each epoch
   */
  record PhaseLoss(long seed, String kind, double averageBitwidth, List<Double> trainLoss) {}

  /**
   * A trial.
   *
   * @param seed its seed
   * @param epochs its epochs
   */
  record Trial(long seed, List<RecordedEpoch> epochs) {}

  @Override
  public Set<Network> networks() {
    return Set.of(NETWORK);
  }

  @Override
  public Reproduced reproduce(Reproducing runs) throws IOException {
    List<Trial> trials = new ArrayList<>();
    for (long seed : runs.settings().seeds()) {
      trials.add(new Trial(seed, runs.epochs(RowRuns.quantization(runs, NETWORK, PLAN, seed))));
    }
    List<Row> rows = new ArrayList<>();
    trials.forEach(trial -> rows.addAll(rows(trial)));
    CurvesResult<Row> result = CurvesResult.of(Target.FIG4, FINDING, runs, NETWORK, rows);
    return new Reproduced(
        result, markdown(result), csv(trials), FigurePlots.losses(trials), Optional.empty());
  }

  private static List<Row> rows(Trial trial) {
    List<Row> rows = new ArrayList<>();
    for (int phase : trial.epochs.stream().mapToInt(RecordedEpoch::phase).distinct().toArray()) {
      List<RecordedEpoch> epochs =
          trial.epochs.stream().filter(epoch -> epoch.phase() == phase).toList();
      RecordedEpoch last = epochs.getLast();
      rows.add(
          new Row(
              "seed " + trial.seed + ", phase " + phase + ": " + last.kind(),
              Map.of(),
              new PhaseLoss(
                  trial.seed,
                  last.kind().toString(),
                  last.averageBitwidth(),
                  epochs.stream().map(RecordedEpoch::trainLoss).toList())));
    }
    return rows;
  }

  private static List<String> markdown(CurvesResult<Row> result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s on %s, quantized to 0.66 bit: mean training loss of the phases' epochs.",
            result.network(),
            result.data()));
    lines.add("");
    lines.add("| phase | epochs | bits per weight at its end | loss, first epoch | last epoch |");
    lines.add("|---|---|---|---|---|");
    for (Row row : result.rows()) {
      List<Double> losses = row.ours.trainLoss;
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.3f | %.4f | %.4f |",
              row.row,
              losses.size(),
              row.ours.averageBitwidth,
              losses.getFirst(),
              losses.getLast()));
    }
    lines.add("");
    lines.add("- The paper: " + result.finding() + ".");
    return lines;
  }

  private static List<String> csv(List<Trial> trials) {
    List<String> lines = new ArrayList<>();
    lines.add("seed,epoch,phase,kind,average_bitwidth,train_loss");
    for (Trial trial : trials) {
      for (int i = 0; i < trial.epochs.size(); i++) {
        RecordedEpoch epoch = trial.epochs.get(i);
        lines.add(
            String.join(
                ",",
                String.valueOf(trial.seed),
                String.valueOf(i + 1),
                String.valueOf(epoch.phase()),
                epoch.kind().toString(),
                String.valueOf(epoch.averageBitwidth()),
                String.valueOf(epoch.trainLoss())));
      }
    }
    return lines;
  }
}
