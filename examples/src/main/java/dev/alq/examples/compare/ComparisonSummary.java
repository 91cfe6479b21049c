package dev.alq.examples.compare;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.run.Spread;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The runs of one method at one bitwidth. Accuracies are in percent.
 *
 * @param bits the average bitwidth to end at
 * @param method the method
 * @param runs number of runs, one per seed
 * @param meanTop1 mean on the test set
 * @param deviation sample standard deviation of these, 0 for a single run
 * @param lowestTop1 the lowest of them
 * @param highestTop1 the highest of them
 * @param averageBitwidth mean I_W
 * @param weightBytes mean bytes of weights
 */
record ComparisonSummary(
    double bits,
    MethodName method,
    int runs,
    double meanTop1,
    double deviation,
    double lowestTop1,
    double highestTop1,
    double averageBitwidth,
    double weightBytes) {

  /**
   * Sums up.
   *
   * @param runs runs of one recipe on the same data
   * @return by descending bitwidth, in the order of the methods
   */
  static List<ComparisonSummary> of(List<ComparedRun> runs) {
    return runs.stream()
        .map(run -> List.of(run.bits(), run.method()))
        .distinct()
        .map(key ->
            ofSame(
                runs.stream()
                    .filter(run -> key.equals(List.of(run.bits(), run.method())))
                    .toList()))
        .sorted(
            Comparator.comparingDouble((ComparisonSummary row) -> -row.bits)
                .thenComparing(ComparisonSummary::method))
        .toList();
  }

  private static ComparisonSummary ofSame(List<ComparedRun> same) {
    Spread top1 = Spread.of(same.stream().map(ComparedRun::testTop1).toList());
    return new ComparisonSummary(
        same.getFirst().bits(),
        same.getFirst().method(),
        same.size(),
        top1.mean(),
        top1.deviation(),
        top1.lowest(),
        top1.highest(),
        mean(same, ComparedRun::averageBitwidth),
        mean(same, ComparedRun::weightBytes));
  }

  private static double mean(List<ComparedRun> runs, ToDoubleFunction<ComparedRun> value) {
    return runs.stream().mapToDouble(value).average().orElseThrow();
  }

  /** A line of a Markdown table. */
  String markdown() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f ± %.2f | %.2f – %.2f | %d | %.3f | %,.0f |",
        bits,
        method,
        meanTop1,
        deviation,
        lowestTop1,
        highestTop1,
        runs,
        averageBitwidth,
        weightBytes);
  }
}
