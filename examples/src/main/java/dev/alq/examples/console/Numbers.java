package dev.alq.examples.console;

import java.util.Locale;

/** Numbers as people read them, the same everywhere. */
public final class Numbers {

  private Numbers() {}

  /**
   * An accuracy.
   *
   * @param value in percent
   * @return such as "98.76 %"
   */
  public static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f %%", value);
  }

  /**
   * An average.
   *
   * @param value any
   * @return three digits after the point, such as "0.660"
   */
  public static String decimal(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  /**
   * A count.
   *
   * @param value any
   * @return digits in groups of three, such as "1,234"
   */
  public static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /**
   * What became of a size.
   *
   * @param before the larger one
   * @param after the smaller one
   * @return such as "12.3 times smaller"
   */
  public static String times(long before, long after) {
    return String.format(Locale.ROOT, "%.1f times smaller", (double) before / after);
  }
}
