package dev.alq.examples.run;

import dev.alq.container.AtomicFiles;
import dev.alq.train.RecordedEpoch;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Pictures of models and runs, as PNG. */
public final class Plots {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 450;
  private static final int ROTATION = 60;

  /** From no bits at all, light, to many, dark. */
  private static final int LIGHTEST = 225;

  private Plots() {}

  /**
   * The average bitwidth of each layer and of all, as in Fig. 2 of the paper.
   *
   * @param layers layers with weights, at least one quantized
   * @param file the file to create or replace
   * @throws IOException if it cannot be written
   */
  public static void bitwidths(List<LayerSize> layers, Path file) throws IOException {
    List<LayerSize> quantized = quantized(layers);
    List<String> names = new ArrayList<>(quantized.stream().map(LayerSize::name).toList());
    List<Double> bits =
        new ArrayList<>(quantized.stream().map(LayerSize::averageBitwidth).toList());
    names.add("all");
    bits.add(new ModelSize(quantized).averageBitwidth());
    CategoryChart chart = categories("Average bitwidth of the layers", "bits per weight");
    chart.getStyler().setLegendVisible(false);
    chart.addSeries("I_W", names, bits);
    write(List.of(chart), file);
  }

  /**
   * Which share of a layer's groups has which bitwidth I_g.
   *
   * @param layers layers with weights, at least one quantized
   * @param file the file to create or replace
   * @throws IOException if it cannot be written
   */
  public static void histograms(List<LayerSize> layers, Path file) throws IOException {
    List<LayerSize> quantized = quantized(layers);
    int largest = quantized.stream().mapToInt(layer -> layer.bitwidths().size()).max().orElse(0);
    CategoryChart chart = categories("Bitwidths of the groups", "percent of the layer's groups");
    chart.getStyler().setStacked(true);
    chart.getStyler().setYAxisMax(100.0);
    List<String> names = quantized.stream().map(LayerSize::name).toList();
    for (int bitwidth = 0; bitwidth < largest; bitwidth++) {
      int shade = LIGHTEST - LIGHTEST * bitwidth / Math.max(1, largest - 1);
      chart
          .addSeries("I_g = " + bitwidth, names, shares(quantized, bitwidth))
          .setFillColor(new Color(shade, shade, LIGHTEST));
    }
    write(List.of(chart), file);
  }

  private static List<Double> shares(List<LayerSize> layers, int bitwidth) {
    return layers.stream()
        .map(layer -> {
          List<Integer> counts = layer.bitwidths();
          int count = bitwidth < counts.size() ? counts.get(bitwidth) : 0;
          return 100.0 * count / layer.groups();
        })
        .toList();
  }

  private static List<LayerSize> quantized(List<LayerSize> layers) {
    return layers.stream().filter(layer -> layer.groups() > 0).toList();
  }

  /**
   * How a run went on: accuracy, loss and average bitwidth over its epochs.
   *
   * @param epochs at least one
   * @param file the file to create or replace
   * @throws IOException if it cannot be written
   */
  public static void curves(List<RecordedEpoch> epochs, Path file) throws IOException {
    XYChart accuracy = curve("Top-1, percent");
    line(accuracy, "training", epochs.stream().map(RecordedEpoch::trainTop1).toList());
    line(accuracy, "validation", epochs.stream().map(RecordedEpoch::validationTop1).toList());
    XYChart loss = curve("training loss");
    line(loss, "loss", epochs.stream().map(RecordedEpoch::trainLoss).toList());
    loss.getStyler().setLegendVisible(false);
    XYChart bits = curve("bits per weight");
    bits.getStyler().setLegendVisible(false);
    line(bits, "I_W", epochs.stream().map(RecordedEpoch::averageBitwidth).toList());
    bits.getStyler().setYAxisLogarithmic(true);
    write(List.of(accuracy, loss, bits), file);
  }

  /**
   * A chart of bars that are still to be added.
   *
   * @param title what it shows
   * @param unit what is counted upwards
   * @return a chart
   */
  public static CategoryChart categories(String title, String unit) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .yAxisTitle(unit)
            .build();
    chart.getStyler().setXAxisLabelRotation(ROTATION);
    chart.getStyler().setAvailableSpaceFill(0.8);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    quiet(chart);
    return chart;
  }

  private static XYChart curve(String unit) {
    return curve("epoch", unit);
  }

  /**
   * A chart of curves that are still to be added.
   *
   * @param horizontally what is counted to the right
   * @param unit what is counted upwards
   * @return a chart
   */
  public static XYChart curve(String horizontally, String unit) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle(horizontally)
            .yAxisTitle(unit)
            .build();
    quiet(chart);
    return chart;
  }

  private static void quiet(Chart<? extends AxesChartStyler, ?> chart) {
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setLocale(Locale.ROOT);
  }

  /**
   * Adds a curve over the epochs.
   *
   * @param chart is added to
   * @param name of the curve
   * @param values one per epoch, from the first on
   * @return the curve, for changes of its style
   */
  public static XYSeries line(XYChart chart, String name, List<Double> values) {
    List<Integer> epochs = new ArrayList<>();
    for (int i = 1; i <= values.size(); i++) {
      epochs.add(i);
    }
    XYSeries series = chart.addSeries(name, epochs, values);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /**
   * Draws charts one below the other.
   *
   * @param charts at least one
   * @param file the file to create or replace
   * @param <T> the kind of charts
   * @throws IOException if it cannot be written
   */
  public static <T extends Chart<?, ?>> void write(List<T> charts, Path file) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    BitmapEncoder.saveBitmap(charts, charts.size(), 1, png, BitmapEncoder.BitmapFormat.PNG);
    AtomicFiles.write(file, png.toByteArray());
  }
}
