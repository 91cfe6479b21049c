package dev.alq.examples.reproduce;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What our runs of one row led to: means over the seeds, and each run.
 *
 * @param top1 percent right on the test set
 * @param averageBitwidth I_W over all weights
 * @param weightBytes bytes of all weights by formula
 * @param compactedBytes the same after compaction
 * @param fileBytes size of the model's file
 * @param top1Deviation sample standard deviation of {@code top1} over the seeds; 0 for one
 * @param runs one per seed
 */
record OurFigures(
    double top1,
    double averageBitwidth,
    long weightBytes,
    long compactedBytes,
    long fileBytes,
    double top1Deviation,
    List<ReproducedRun> runs) {

  /** Sums up at least one run. */
  static OurFigures of(List<ReproducedRun> runs) {
    DoubleSummaryStatistics top1 =
        runs.stream().mapToDouble(ReproducedRun::top1).summaryStatistics();
    double squares =
        runs.stream().mapToDouble(run -> Math.pow(run.top1() - top1.getAverage(), 2)).sum();
    return new OurFigures(
        top1.getAverage(),
        mean(runs, ReproducedRun::averageBitwidth),
        Math.round(mean(runs, ReproducedRun::weightBytes)),
        Math.round(mean(runs, ReproducedRun::compactedBytes)),
        Math.round(mean(runs, ReproducedRun::fileBytes)),
        runs.size() > 1 ? Math.sqrt(squares / (runs.size() - 1)) : 0,
        List.copyOf(runs));
  }

  private static double mean(List<ReproducedRun> runs, ToDoubleFunction<ReproducedRun> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }
}
