package dev.alq.multibit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Products of a number as it is written in decimals: 0.29 of 100 are 29, where the nearest double
 * to 0.29, being below it, would leave 28.
 */
public final class DecimalProduct {

  private DecimalProduct() {}

  /**
   * ⌊b·n⌋, or the largest long if that is less.
   *
   * @param factor b, finite and 0 or more
   * @param count n, 0 or more
   * @return the largest long that is not above the product
   */
  public static long floor(double factor, long count) {
    return BigDecimal.valueOf(factor)
        .multiply(BigDecimal.valueOf(count))
        .setScale(0, RoundingMode.FLOOR)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .longValue();
  }
}
