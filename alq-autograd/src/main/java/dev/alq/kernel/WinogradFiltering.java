package dev.alq.kernel;

/**
 * A minimal filtering F(m×m, r×r) after Winograd, for convolutions of stride 1 with square kernels
 * of r×r taps: a tile of m×m output pixels is computed from (m+r−1)×(m+r−1) input pixels with as
 * many products, one for each pixel, instead of m²·r².
 */
public enum WinogradFiltering {
  /** Tiles of 4×4 pixels with kernels of 3×3 taps: 36 products instead of 144. */
  F4X3(4, 3),
  /** Tiles of 4×4 pixels with kernels of 5×5 taps: 64 products instead of 400. */
  F4X5(4, 5);

  private final int output;
  private final int taps;

  WinogradFiltering(int output, int taps) {
    this.output = output;
    this.taps = taps;
  }

  /**
   * Rows and columns of an output tile.
   *
   * @return m
   */
  public int output() {
    return output;
  }

  /**
   * Rows and columns of the convolution's kernel.
   *
   * @return r
   */
  public int taps() {
    return taps;
  }

  /**
   * Rows and columns of an input tile, and of all products.
   *
   * @return m + r − 1
   */
  public int input() {
    return output + taps - 1;
  }

  /**
   * Products per tile and pair of channels.
   *
   * @return (m + r − 1)²
   */
  public int positions() {
    return input() * input();
  }

  /** Whether this computes convolutions of such a kernel and stride. */
  boolean computes(ConvolutionGeometry g) {
    return g.kernelHeight() == taps && g.kernelWidth() == taps && g.stride() == 1;
  }

  /** The filtering that computes a convolution, which must have one. */
  static WinogradFiltering of(ConvolutionGeometry g) {
    for (WinogradFiltering filtering : values()) {
      if (filtering.computes(g)) {
        return filtering;
      }
    }
    throw new IllegalArgumentException("no minimal filtering for " + g);
  }
}
