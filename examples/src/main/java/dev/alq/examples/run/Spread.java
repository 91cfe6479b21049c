package dev.alq.examples.run;

import java.util.DoubleSummaryStatistics;
import java.util.List;

/**
 * How a figure spreads over runs that differ by their seeds.
 *
 * @param mean its mean
 * @param deviation its sample standard deviation; 0 for a single run
 * @param lowest the lowest
 * @param highest the highest
 */
public record Spread(double mean, double deviation, double lowest, double highest) {

  /**
   * Sums up.
   *
   * @param figures one per run, at least one
   * @return their spread
   * @throws IllegalArgumentException if there are none
   */
  public static Spread of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures");
    }
    DoubleSummaryStatistics all =
        figures.stream().mapToDouble(Double::doubleValue).summaryStatistics();
    double mean = all.getAverage();
    double squares = figures.stream().mapToDouble(figure -> Math.pow(figure - mean, 2)).sum();
    return new Spread(
        mean,
        figures.size() > 1 ? Math.sqrt(squares / (figures.size() - 1)) : 0,
        all.getMin(),
        all.getMax());
  }
}
