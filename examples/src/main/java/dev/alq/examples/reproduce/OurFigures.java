package dev.alq.examples.reproduce;

import dev.alq.examples.run.Spread;
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
    Spread top1 = Spread.of(runs.stream().map(ReproducedRun::top1).toList());
    return new OurFigures(
        top1.mean(),
        mean(runs, ReproducedRun::averageBitwidth),
        Math.round(mean(runs, ReproducedRun::weightBytes)),
        Math.round(mean(runs, ReproducedRun::compactedBytes)),
        Math.round(mean(runs, ReproducedRun::fileBytes)),
        top1.deviation(),
        List.copyOf(runs));
  }

  private static double mean(List<ReproducedRun> runs, ToDoubleFunction<ReproducedRun> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }
}
