package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pooling against plain loops. */
class PoolingTest {

  private static final long SEED = 17;

  private static List<PoolingGeometry> geometries() {
    List<PoolingGeometry> geometries = new ArrayList<>();
    for (int batch : new int[] {0, 1, 3}) {
      for (int channels : new int[] {1, 3, 16, 17, 33}) {
        geometries.add(new PoolingGeometry(batch, 8, 6, channels, 2, 2, 0));
        geometries.add(new PoolingGeometry(batch, 9, 7, channels, 2, 2, 0));
        geometries.add(new PoolingGeometry(batch, 9, 8, channels, 3, 2, 1));
        geometries.add(new PoolingGeometry(batch, 5, 7, channels, 3, 1, 1));
        geometries.add(new PoolingGeometry(batch, 7, 7, channels, 2, 3, 1));
        geometries.add(new PoolingGeometry(batch, 1, 1, channels, 1, 1, 0));
      }
    }
    return geometries;
  }

  /** Such windows come from files. */
  @Test
  void windowsFarLargerThanTheImageTakeItsMaximum() {
    float[] x = Numbers.random(SEED, 12);
    for (int kernel : new int[] {46_340, 46_342, 65_536, Integer.MAX_VALUE - 1}) {
      PoolingGeometry g = new PoolingGeometry(1, 3, 4, 1, kernel, 5, kernel / 2);
      assertEquals(1, g.outputSize());
      float[] y = new float[1];
      try (Engine engine = Engine.start(1)) {
        Pooling.maximum(engine, g, x, y, new int[1]);
      }
      float most = x[0];
      for (float number : x) {
        most = Math.max(most, number);
      }
      assertEquals(most, y[0], "window " + kernel);
    }
  }

  @Test
  void maximumAndItsGradientFollowTheFormula() {
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels)) {
            geometries().forEach(g -> checkMaximum(engine, g));
            geometries().forEach(g -> checkRectifiedMaximum(engine, g));
          }
        });
  }

  /** Few different values, so that many windows have ties. */
  private static void checkMaximum(Engine engine, PoolingGeometry g) {
    String what = engine.kernels().name() + " " + g + " seed " + SEED;
    float[] x = Numbers.random(SEED, g.batch() * g.height() * g.width() * g.channels());
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.round(2 * x[i]) - 3;
    }
    float[] dy = Numbers.random(SEED + 1, g.outputSize());
    float[] expected = new float[g.outputSize()];
    int[] winners = new int[g.outputSize()];
    Expected gradient = Expected.zeros(x.length);
    for (int out = 0; out < expected.length; out++) {
      List<Integer> places = window(g, out);
      int best = 0;
      for (int w = 1; w < places.size(); w++) {
        best = x[places.get(w)] > x[places.get(best)] ? w : best;
      }
      winners[out] = best;
      expected[out] = x[places.get(best)];
      gradient.add(places.get(best), dy[out]);
    }
    float[] y = new float[g.outputSize()];
    int[] winner = new int[g.outputSize()];
    Pooling.maximum(engine, g, x, y, winner);
    assertArrayEquals(expected, y, what);
    assertArrayEquals(winners, winner, what);
    float[] dx = new float[x.length];
    Arrays.fill(dx, Float.NaN);
    Pooling.maximumGradient(engine, g, dy, winner, dx);
    gradient.check(dx, g.kernel() * g.kernel(), what);
  }

  private static void checkRectifiedMaximum(Engine engine, PoolingGeometry g) {
    String what = engine.kernels().name() + " rectified " + g + " seed " + SEED;
    float[] x = Numbers.random(SEED, g.batch() * g.height() * g.width() * g.channels());
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.round(2 * x[i] - 1);
    }
    float[] dy = Numbers.random(SEED + 1, g.outputSize());
    float[] y = new float[g.outputSize()];
    int[] winner = new int[g.outputSize()];
    Pooling.rectifiedMaximum(engine, g, x, y, winner);
    float[] dx = new float[x.length];
    Arrays.fill(dx, Float.NaN);
    Pooling.maximumGradient(engine, g, dy, winner, dx);
    Expected gradient = Expected.zeros(x.length);
    for (int out = 0; out < y.length; out++) {
      int best = -1;
      for (int place : window(g, out)) {
        best = x[place] > (best < 0 ? 0 : x[best]) ? place : best;
      }
      assertEquals(best < 0 ? 0 : x[best], y[out], what);
      if (best >= 0) {
        gradient.add(best, dy[out]);
      }
    }
    gradient.check(dx, g.kernel() * g.kernel(), what);
  }

  /** Where the places of an output's window lie that are inside the image, row by row. */
  private static List<Integer> window(PoolingGeometry g, int out) {
    int c = out % g.channels();
    int j = out / g.channels() % g.outputWidth();
    int i = out / g.channels() / g.outputWidth() % g.outputHeight();
    int n = out / g.channels() / g.outputWidth() / g.outputHeight();
    List<Integer> places = new ArrayList<>();
    for (int h = 0; h < g.kernel(); h++) {
      for (int w = 0; w < g.kernel(); w++) {
        int row = i * g.stride() - g.padding() + h;
        int column = j * g.stride() - g.padding() + w;
        if (row >= 0 && row < g.height() && column >= 0 && column < g.width()) {
          places.add(((n * g.height() + row) * g.width() + column) * g.channels() + c);
        }
      }
    }
    return places;
  }

  @Test
  void meanAndItsGradientFollowTheFormula() {
    Numbers.sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels)) {
            for (int channels : new int[] {1, 16, 17, 40}) {
              for (int batch : new int[] {0, 1, 3}) {
                checkMean(engine, batch, 1, channels);
                checkMean(engine, batch, 49, channels);
              }
            }
          }
        });
  }

  private static void checkMean(Engine engine, int batch, int pixels, int channels) {
    String what =
        engine.kernels().name() + (" " + batch + "×" + pixels + "×" + channels + " seed " + SEED);
    float[] x = Numbers.random(SEED, batch * pixels * channels);
    Expected expected = Expected.zeros(batch * channels);
    for (int i = 0; i < x.length; i++) {
      expected.add(i / (pixels * channels) * channels + i % channels, (double) x[i] / pixels);
    }
    float[] y = Numbers.random(SEED + 1, batch * channels);
    Pooling.mean(engine, x, batch, pixels, channels, y);
    expected.check(y, 2.0 + pixels, what);

    float[] dy = Numbers.random(SEED + 2, batch * channels);
    float[] dx = new float[x.length];
    Pooling.meanGradient(engine, dy, batch, pixels, channels, dx);
    for (int i = 0; i < dx.length; i++) {
      double exact = (double) dy[i / (pixels * channels) * channels + i % channels] / pixels;
      assertEquals(exact, dx[i], 2 * Numbers.ROUNDING * Math.abs(exact), what);
    }
  }

  @Test
  void impossibleWindowsAreRefused() {
    assertRefused(() -> new PoolingGeometry(1, 8, 8, 1, 0, 1, 0));
    assertRefused(() -> new PoolingGeometry(1, 8, 8, 1, 2, 0, 0));
    assertRefused(() -> new PoolingGeometry(1, 8, 8, 1, 2, 2, -1));
    assertRefused(() -> new PoolingGeometry(1, 8, 8, 1, 3, 2, 2));
    assertRefused(() -> new PoolingGeometry(1, 2, 8, 1, 3, 2, 0));
    assertRefused(() -> new PoolingGeometry(1, 8, 2, 1, 3, 2, 0));
  }

  @Test
  void extentsThatCannotBeAreRefused() {
    assertRefused(() -> new PoolingGeometry(-1, 8, 8, 3, 2, 2, 0), "-1 images");
    assertRefused(() -> new PoolingGeometry(1, 8, 8, 0, 2, 2, 0), "0 channels");
    assertRefused(() -> new PoolingGeometry(1, 0, 8, 3, 2, 2, 1), "0×8");
    assertRefused(() -> new PoolingGeometry(1, 8, 0, 3, 2, 2, 1), "8×0");
  }
}
