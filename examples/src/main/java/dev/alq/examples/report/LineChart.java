package dev.alq.examples.report;

import dev.alq.examples.run.PhaseColours;
import dev.alq.train.PhaseKind;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Curves over the whole numbers from 1, as SVG.
 *
 * @param title what it shows, for those who do not see it, too
 * @param unit what the vertical axis counts
 * @param scale how its values are spread
 * @param series the curves, at least one with at least one value
 * @param bands stretches of the horizontal axis that belong together
 */
record LineChart(String title, String unit, Scale scale, List<Series> series, List<Band> bands) {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 300;
  private static final int LEFT = 60;
  private static final int RIGHT = 180;
  private static final int TOP = 20;
  private static final int BOTTOM = 40;
  private static final int LINE_HEIGHT = 18;

  /**
   * One curve.
   *
   * @param name its name
   * @param values its values at 1, 2, …; what is not finite is left out
   */
  record Series(String name, List<Double> values) {
    /** Takes a copy of the values. */
    Series {
      values = List.copyOf(values);
    }
  }

  /**
   * A stretch of the horizontal axis.
   *
   * @param kind what is trained there; gives its colour
   * @param first its first number
   * @param last its last number
   */
  record Band(PhaseKind kind, int first, int last) {}

  /** Takes copies of the lists. */
  LineChart {
    series = List.copyOf(series);
    bands = List.copyOf(bands);
  }

  /**
   * Draws it.
   *
   * @return an {@code svg} element
   */
  Markup draw() {
    double low = values().min().orElse(0);
    double high = values().max().orElse(1);
    if (low == high) {
      low = scale == Scale.LINEAR ? low - 0.5 : low / 2;
      high = scale == Scale.LINEAR ? high + 0.5 : high * 2;
    }
    StringBuilder svg = new StringBuilder(Palette.open(WIDTH, HEIGHT, title));
    addBands(svg);
    addAxes(svg, low, high);
    for (int i = 0; i < series.size(); i++) {
      addSeries(svg, i, low, high);
    }
    return Markup.ofEscaped(svg.append("</svg>").toString());
  }

  private DoubleStream values() {
    return series.stream()
        .flatMap(s -> s.values.stream())
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite);
  }

  private int numbers() {
    return series.stream().mapToInt(s -> s.values.size()).max().orElse(1);
  }

  private double x(double number) {
    int plot = WIDTH - LEFT - RIGHT;
    return LEFT + plot * (number - 0.5) / Math.max(1, numbers());
  }

  private double y(double value, double low, double high) {
    int plot = HEIGHT - TOP - BOTTOM;
    return HEIGHT - BOTTOM - plot * scale.position(value, low, high);
  }

  private void addBands(StringBuilder svg) {
    List<PhaseKind> kinds = bands.stream().map(Band::kind).distinct().toList();
    for (Band band : bands) {
      double from = x(band.first - 0.5);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x='%.1f' y='%d' width='%.1f' height='%d' fill='%s'/>",
              from,
              TOP,
              x(band.last + 0.5) - from,
              HEIGHT - TOP - BOTTOM,
              Palette.hex(PhaseColours.tint(band.kind))));
    }
    for (int k = 0; k < kinds.size(); k++) {
      int y = HEIGHT - BOTTOM - LINE_HEIGHT * (kinds.size() - k);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x='%d' y='%d' width='12' height='12' fill='%s' stroke='#aaa'/>",
              WIDTH - RIGHT + 12,
              y,
              Palette.hex(PhaseColours.tint(kinds.get(k)))));
      svg.append(Palette.label(WIDTH - RIGHT + 30, y + 10, "start", kinds.get(k).toString()));
    }
  }

  private void addAxes(StringBuilder svg, double low, double high) {
    for (double tick : scale.ticks(low, high)) {
      double y = y(tick, low, high);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#ddd'/>",
              LEFT,
              y,
              WIDTH - RIGHT,
              y));
      svg.append(Palette.label(LEFT - 6, y + 4, "end", Palette.number(tick)));
    }
    for (double tick : Scale.LINEAR.ticks(1, Math.max(2, numbers()))) {
      if (tick == Math.rint(tick) && tick <= numbers()) {
        svg.append(Palette.label(x(tick), HEIGHT - BOTTOM + 16, "middle", Palette.number(tick)));
      }
    }
    svg.append(Palette.label((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "middle", "epoch"));
    svg.append(Palette.label(LEFT, TOP - 6, "start", unit));
  }

  private void addSeries(StringBuilder svg, int index, double low, double high) {
    Series curve = series.get(index);
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < curve.values.size(); i++) {
      double value = curve.values.get(i);
      if (Double.isFinite(value)) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 1), y(value, low, high)));
      }
    }
    String colour = Palette.dark(index);
    // round ends, so that a single point is a dot and not nothing
    svg.append(
        "<polyline fill='none' stroke-width='2' stroke-linecap='round' stroke='"
            + colour
            + "' points='"
            + points.toString().strip()
            + "'/>");
    int y = TOP + LINE_HEIGHT * (index + 1);
    svg.append(
        String.format(
            Locale.ROOT,
            "<line x1='%d' y1='%d' x2='%d' y2='%d' stroke-width='2' stroke='%s'/>",
            WIDTH - RIGHT + 12,
            y - 4,
            WIDTH - RIGHT + 26,
            y - 4,
            colour));
    svg.append(Palette.label(WIDTH - RIGHT + 30, y, "start", curve.name));
  }
}
