package dev.alq.examples.report;

import java.util.List;
import java.util.Locale;

/**
 * Bars from zero, one below the other, as SVG.
 *
 * @param title what it shows, for those who do not see it, too
 * @param bars at least one
 */
record BarChart(String title, List<Bar> bars) {

  private static final int WIDTH = 900;
  private static final int LEFT = 200;
  private static final int RIGHT = 80;
  private static final int BAR = 16;
  private static final int STEP = 22;

  /**
   * One bar.
   *
   * @param name its name
   * @param value its length, 0 or more
   */
  record Bar(String name, double value) {}

  /** Takes a copy of the list. */
  BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * Draws it.
   *
   * @return an {@code svg} element
   */
  Markup draw() {
    double longest = bars.stream().mapToDouble(Bar::value).max().orElse(0);
    double unit = longest > 0 ? (WIDTH - LEFT - RIGHT) / longest : 0;
    StringBuilder svg =
        new StringBuilder(Palette.open(WIDTH, STEP * bars.size() + STEP - BAR, title));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int y = STEP * i + (STEP - BAR);
      double length = unit * bar.value;
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
              LEFT,
              y,
              length,
              BAR,
              Palette.dark(0)));
      svg.append(Palette.label(LEFT - 8, y + BAR - 4, "end", bar.name));
      svg.append(Palette.label(LEFT + length + 6, y + BAR - 4, "start", Palette.number(bar.value)));
    }
    return Markup.ofEscaped(svg.append("</svg>").toString());
  }
}
