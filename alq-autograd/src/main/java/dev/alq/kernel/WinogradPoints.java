package dev.alq.kernel;

/**
 * The points of {@link WinogradFiltering#F4X3}, 0, ±a, ±b and ∞, and what its matrices have of
 * them. With a = 5/8 and b = 3/2 errors are less than half of those with the usual 1 and 2, and all
 * of A and B is exact in float32.
 */
final class WinogradPoints {

  static final float A1 = 5f / 8;
  static final float A2 = A1 * A1;
  static final float A3 = A2 * A1;
  static final float B1 = 3f / 2;
  static final float B2 = B1 * B1;
  static final float B3 = B2 * B1;

  /** The polynomial (x² − a²)(x² − b²) is x⁴ − SUM·x² + PRODUCT. */
  static final float SUM = A2 + B2;

  /** As {@link #SUM} says. */
  static final float PRODUCT = A2 * B2;

  /** One divided by the product of the distances of 0 from the other points. */
  static final float N0 = 1 / PRODUCT;

  /** The same at ±a. */
  static final float NA = 1 / (2 * A2 * (A2 - B2));

  /** The same at ±b. */
  static final float NB = 1 / (2 * B2 * (B2 - A2));

  private WinogradPoints() {}
}
