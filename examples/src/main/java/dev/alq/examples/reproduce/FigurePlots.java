package dev.alq.examples.reproduce;

import dev.alq.examples.run.LayerSize;
import dev.alq.examples.run.PhaseColours;
import dev.alq.examples.run.Plots;
import dev.alq.train.PhaseKind;
import dev.alq.train.RecordedEpoch;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of the figures that runs lead to. */
final class FigurePlots {

  private static final int ALL_LABELS = 1000;
  private static final int MARKER_SIZE = 6;

  private FigurePlots() {}

  /** Fig. 1: a chart per bitwidth, a curve per method and seed. */
  static List<XYChart> convergence(List<ConvergenceFigure.Row> rows) {
    Map<String, XYChart> charts = new LinkedHashMap<>();
    for (ConvergenceFigure.Row row : rows) {
      String bits = row.row().substring(0, row.row().indexOf(','));
      XYChart chart =
          charts.computeIfAbsent(
              bits,
              title -> {
                XYChart fresh = Plots.curve("epoch", "validation Top-1, percent");
                fresh.setTitle(title);
                return fresh;
              });
      Plots.line(
          chart,
          row.row().substring(bits.length() + 2) + ", seed " + row.ours().seed(),
          row.ours().validationTop1());
    }
    return List.copyOf(charts.values());
  }

  /** Fig. 2: for each model the bitwidths of its layers, and below them their weights. */
  static List<CategoryChart> bitwidths(List<BitwidthFigure.Model> models) {
    List<CategoryChart> charts = new ArrayList<>();
    for (BitwidthFigure.Model model : models) {
      List<String> names = model.layers().stream().map(LayerSize::name).toList();
      CategoryChart bits = Plots.categories(model.network(), "bits per weight");
      bits.addSeries(
          "I_W", names, model.layers().stream().map(LayerSize::averageBitwidth).toList());
      CategoryChart weights = Plots.categories(model.network(), "weights");
      weights.addSeries("weights", names, model.layers().stream().map(LayerSize::weights).toList());
      for (CategoryChart chart : List.of(bits, weights)) {
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisMaxLabelCount(ALL_LABELS);
        charts.add(chart);
      }
    }
    return charts;
  }

  /** Fig. 4: the loss of all trials, and that of the first one with a colour per kind of phase. */
  static List<? extends Chart<?, ?>> losses(List<PhaseLossFigure.Trial> trials) {
    XYChart all = Plots.curve("epoch", "training loss");
    for (PhaseLossFigure.Trial trial : trials) {
      Plots.line(
          all,
          "seed " + trial.seed(),
          trial.epochs().stream().map(RecordedEpoch::trainLoss).toList());
    }
    return List.of(all, phases(trials.getFirst()));
  }

  private static XYChart phases(PhaseLossFigure.Trial trial) {
    XYChart chart = Plots.curve("epoch", "training loss");
    chart.setTitle("seed " + trial.seed());
    chart.getStyler().setMarkerSize(MARKER_SIZE);
    List<Double> losses = trial.epochs().stream().map(RecordedEpoch::trainLoss).toList();
    Plots.line(chart, "loss", losses).setLineColor(Color.LIGHT_GRAY).setShowInLegend(false);
    Arrays.stream(PhaseKind.values()).forEach(kind -> addPhases(chart, trial, kind));
    return chart;
  }

  private static void addPhases(XYChart chart, PhaseLossFigure.Trial trial, PhaseKind kind) {
    List<Integer> numbers = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    for (int i = 0; i < trial.epochs().size(); i++) {
      if (trial.epochs().get(i).kind() == kind) {
        numbers.add(i + 1);
        losses.add(trial.epochs().get(i).trainLoss());
      }
    }
    if (!numbers.isEmpty()) {
      XYSeries series = chart.addSeries(kind.toString(), numbers, losses);
      series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(PhaseColours.of(kind));
      series.setLineStyle(SeriesLines.NONE);
    }
  }
}
