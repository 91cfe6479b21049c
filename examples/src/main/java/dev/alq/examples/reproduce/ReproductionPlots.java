package dev.alq.examples.reproduce;

import dev.alq.examples.run.Plots;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of the paper's tables and figures, from our figures. */
final class ReproductionPlots {

  /** Of a circle of colours, from red to violet. */
  private static final float LAST_HUE = 0.8f;

  private static final float SATURATION = 0.85f;
  private static final float BRIGHTNESS = 0.75f;
  private static final int MARKER_SIZE = 12;

  private ReproductionPlots() {}

  /** A table's accuracies, the paper's beside ours: points, since bars would have to begin at 0. */
  static CategoryChart accuracies(List<ReproducedRow> rows) {
    CategoryChart chart = Plots.categories("Top-1 on the test set", "percent");
    chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    List<String> names = rows.stream().map(ReproducedRow::row).toList();
    List<@Nullable Double> paper = new ArrayList<>();
    List<@Nullable Double> ours = new ArrayList<>();
    for (ReproducedRow row : rows) {
      paper.add(row.paper().top1());
      ours.add(row.ours() == null ? null : row.ours().top1());
    }
    chart.getStyler().setYAxisMin(below(paper, ours));
    chart.addSeries("paper", names, paper);
    if (ours.stream().anyMatch(Objects::nonNull)) {
      chart.addSeries("ours", names, ours);
    }
    return chart;
  }

  /** A whole number somewhat below all values. */
  private static double below(List<@Nullable Double> paper, List<@Nullable Double> ours) {
    double lowest =
        Stream.concat(paper.stream(), ours.stream())
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .min()
            .orElse(0);
    return Math.max(0, Math.floor(lowest) - 1);
  }

  /** Fig. 3: a colour per size, lines for sliced groups and circles for random ones. */
  static XYChart groupSizes(GroupSizeStudy study) {
    XYChart chart = Plots.curve("1/r_s", "log10 of the mean squared error");
    int sizes = study.pairs().size();
    for (int i = 0; i < sizes; i++) {
      GroupSizeStudy.Pair pair = study.pairs().get(i);
      Color colour = Color.getHSBColor(LAST_HUE * i / sizes, SATURATION, BRIGHTNESS);
      Slicing.Cut cut = pair.sliced().cut();
      add(chart, cut.size() + " " + cut.slicing(), pair.sliced(), colour)
          .ifPresent(sliced -> sliced.setMarker(SeriesMarkers.NONE));
      add(chart, cut.size() + " random", pair.random(), colour)
          .ifPresent(random -> {
            random.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
            random.setLineStyle(SeriesLines.NONE);
          });
    }
    return chart;
  }

  /**
   * Nothing is added of groups of very few weights, which may cost too much everywhere or lose
   * nothing, nor a second time of random groups whose size is that of two slicings.
   */
  private static Optional<XYSeries> add(
      XYChart chart, String name, GroupSizeCurve curve, Color colour) {
    List<GroupSizeCurve.Point> points =
        curve.points().stream()
            .filter(p -> p.inverseRate() <= GroupSizeStudy.LARGEST_INVERSE_RATE)
            .toList();
    if (points.isEmpty() || chart.getSeriesMap().containsKey(name)) {
      return Optional.empty();
    }
    XYSeries series =
        chart.addSeries(
            name,
            points.stream().map(GroupSizeCurve.Point::inverseRate).toList(),
            points.stream().map(GroupSizeCurve.Point::logError).toList());
    series.setLineColor(colour).setLineStyle(SeriesLines.SOLID);
    return Optional.of(series);
  }
}
