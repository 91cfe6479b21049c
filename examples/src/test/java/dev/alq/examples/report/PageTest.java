package dev.alq.examples.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.train.PhaseKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

  private static final String HOSTILE = "<b onload='x'>&\"\u0000\u001b";
  private static final String ESCAPED = "&lt;b onload=&#39;x&#39;&gt;&amp;&quot;\uFFFD\uFFFD";

  @Test
  void everyTextIsEscaped() {
    String page =
        new HtmlPage(HOSTILE)
            .heading(HOSTILE)
            .paragraph(HOSTILE)
            .details(HOSTILE, HOSTILE)
            .table(List.of(HOSTILE), List.of(List.of(HOSTILE)))
            .figure(new BarChart(HOSTILE, List.of(new BarChart.Bar(HOSTILE, 1))).draw(), HOSTILE)
            .figure(
                new LineChart(
                        HOSTILE,
                        HOSTILE,
                        Scale.LINEAR,
                        List.of(new LineChart.Series(HOSTILE, List.of(1.0))),
                        List.of(new LineChart.Band(PhaseKind.PRUNE, 1, 1)))
                    .draw(),
                HOSTILE)
            .toString();
    assertFalse(page.contains("<b "), page);
    assertEquals(15, page.split(ESCAPED, -1).length - 1, "each text once, the title twice");
  }

  @Test
  void ticksAreRoundAndWithin() {
    assertEquals(List.of(0.0, 20.0, 40.0, 60.0, 80.0, 100.0), Scale.LINEAR.ticks(0, 100));
    assertEquals(List.of(97.0, 98.0, 99.0), Scale.LINEAR.ticks(96.3, 99.4));
    assertEquals(List.of(0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0), Scale.LOGARITHMIC.ticks(0.4, 32));
    assertEquals(0.5, Scale.LOGARITHMIC.position(4, 1, 16), 1e-12);
    assertEquals(0.25, Scale.LINEAR.position(4, 0, 16), 1e-12);
  }

  @Test
  void valuesThatAreNoNumbersAreLeftOut() {
    String chart =
        new LineChart(
                "t",
                "u",
                Scale.LINEAR,
                List.of(new LineChart.Series("s", List.of(1.0, Double.NaN, 3.0))),
                List.of())
            .draw()
            .toString();
    assertFalse(chart.contains("NaN"), chart);
    String points = chart.substring(chart.indexOf("points='") + 8, chart.lastIndexOf("'/><line"));
    assertEquals(2, points.split(" ").length, points);
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    String chart =
        new BarChart("t", List.of(new BarChart.Bar("a", 2), new BarChart.Bar("b", 0.5)))
            .draw()
            .toString();
    assertTrue(chart.contains("width='620.0'") && chart.contains("width='155.0'"), chart);
  }
}
