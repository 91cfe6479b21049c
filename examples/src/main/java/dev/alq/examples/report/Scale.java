package dev.alq.examples.report;

import java.util.ArrayList;
import java.util.List;

/** How values are spread along an axis. */
enum Scale {
  /** Equal differences take equal lengths. */
  LINEAR,
  /** Equal ratios take equal lengths; for positive values. */
  LOGARITHMIC;

  private static final int WANTED_TICKS = 5;
  private static final double[] STEPS = {1, 2, 5, 10};

  /** Where a value lies: 0 at {@code low}, 1 at {@code high}. */
  double position(double value, double low, double high) {
    return switch (this) {
      case LINEAR -> (value - low) / (high - low);
      case LOGARITHMIC -> Math.log(value / low) / Math.log(high / low);
    };
  }

  /** Values from {@code low} to {@code high} that are worth a label. */
  List<Double> ticks(double low, double high) {
    return switch (this) {
      case LINEAR -> linear(low, high);
      case LOGARITHMIC -> logarithmic(low, high);
    };
  }

  /** Multiples of 1, 2 or 5 times a power of ten. */
  private static List<Double> linear(double low, double high) {
    double rough = (high - low) / WANTED_TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = STEPS[STEPS.length - 1] * power;
    for (int i = STEPS.length - 1; i >= 0; i--) {
      if (STEPS[i] * power >= rough) {
        step = STEPS[i] * power;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (long k = (long) Math.ceil(low / step); k * step <= high + 1e-9 * step; k++) {
      ticks.add(k * step);
    }
    return ticks;
  }

  /** Powers of two. */
  private static List<Double> logarithmic(double low, double high) {
    List<Double> ticks = new ArrayList<>();
    for (int exponent = Math.getExponent(low); exponent <= Math.getExponent(high); exponent++) {
      double tick = Math.scalb(1.0, exponent);
      if (tick >= low && tick <= high) {
        ticks.add(tick);
      }
    }
    return ticks;
  }
}
