package dev.alq.examples.reproduce;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import dev.alq.examples.run.TrainingResult;
import dev.alq.models.Recipe;
import dev.alq.optim.LearningRate;
import dev.alq.train.Phase;
import dev.alq.train.RecordedEpoch;
import dev.alq.train.Schedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fig. 1: validation accuracy by epoch of ALQ's basis steps and of both straight-through baselines,
 * with the same bitwidth in all groups and a fixed learning rate of 0.001.
 */
record ConvergenceFigure() implements Reproduction {

  private static final Network NETWORK = Network.VGG_SMALL;
  private static final double LEARNING_RATE = 1e-3;
  private static final double[] BITWIDTHS = {1, 2};
  private static final List<MethodName> METHODS =
      List.of(MethodName.UNIFORM, MethodName.STE, MethodName.STE_LOSS);

  private static final String FINDING =
      "ALQ converges faster and more steadily than both, to a higher accuracy";

  /**
   * One curve.
   *
   * @param row bitwidth and method
   * @param paper what the paper states in figures: nothing, it draws curves
   * @param ours the curve
   */
  record Row(String row, Map<String, Double> paper, Curve ours) {}

  /**
   * What a run led to.
   *
   * @param seed its seed
   * @param validationTop1 by epoch, percent
   * @param top1 of the best epoch's network on the test set, percent
   */
  record Curve(long seed, List<Double> validationTop1, double top1) {

    double best() {
      return validationTop1.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    double mean() {
      return validationTop1.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
  }

  @Override
  public Set<Network> networks() {
    return Set.of(NETWORK);
  }

  @Override
  public Reproduced reproduce(Reproducing runs) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (double bits : BITWIDTHS) {
      for (MethodName method : METHODS) {
        for (long seed : runs.settings().seeds()) {
          rows.add(new Row(name(bits, method), Map.of(), curve(runs, bits, method, seed)));
        }
      }
    }
    CurvesResult<Row> result = CurvesResult.of(Target.FIG1, FINDING, runs, NETWORK, rows);
    return new Reproduced(
        result, markdown(result), csv(rows), FigurePlots.convergence(rows), Optional.empty());
  }

  private static Curve curve(Reproducing runs, double bits, MethodName method, long seed)
      throws IOException {
    Recipe recipe = recipe(runs.recipe(NETWORK), runs.convergenceEpochs()).with(method.at(bits));
    KeptJob job =
        runs.quantization(NETWORK, recipe, seed, "convergence-" + method + "-" + bits + "-bit");
    TrainingResult result = runs.run(job);
    List<Double> accuracies = runs.epochs(job).stream().map(RecordedEpoch::validationTop1).toList();
    return new Curve(seed, accuracies, result.packedTestTop1());
  }

  /** A sketch and basis steps alone. */
  private static Recipe recipe(Recipe usual, int epochs) {
    return usual.withQuantization(
        "-convergence",
        Schedule.of(
            new Phase.Sketching(),
            new Phase.OptimizeBases(epochs, new LearningRate.Constant(LEARNING_RATE))));
  }

  private static String name(double bits, MethodName method) {
    String optimizer =
        switch (method) {
          case STE -> "straight-through, reconstruction error";
          case STE_LOSS -> "straight-through, loss-aware";
          default -> "ALQ";
        };
    return String.format(Locale.ROOT, "%.0f bit, %s", bits, optimizer);
  }

  private static List<String> markdown(CurvesResult<Row> result) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s on %s: validation Top-1 in percent over the epochs after the sketch, learning rate"
                + " %s, the same bitwidth in all groups.",
            result.network(),
            result.data(),
            LEARNING_RATE));
    lines.add("");
    lines.add("| bitwidth, optimizer | seed | first epoch | mean | best | last | test |");
    lines.add("|---|---|---|---|---|---|---|");
    for (Row row : result.rows()) {
      Curve curve = row.ours;
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %d | %.2f | %.2f | %.2f | %.2f | %.2f |",
              row.row,
              curve.seed,
              curve.validationTop1.getFirst(),
              curve.mean(),
              curve.best(),
              curve.validationTop1.getLast(),
              curve.top1));
    }
    lines.add("");
    lines.add("- The paper: " + result.finding() + ".");
    return lines;
  }

  private static List<String> csv(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("row,seed,epoch,validation_top1");
    for (Row row : rows) {
      List<Double> accuracies = row.ours.validationTop1;
      for (int epoch = 0; epoch < accuracies.size(); epoch++) {
        lines.add(
            String.format(
                Locale.ROOT,
                "\"%s\",%d,%d,%s",
                row.row,
                row.ours.seed,
                epoch + 1,
                accuracies.get(epoch)));
      }
    }
    return lines;
  }
}
