package dev.alq.kernel;

import org.jspecify.annotations.Nullable;

/**
 * How an engine computes convolutions and their gradients. The methods differ by rounding: an error
 * of Winograd's filtering is some times that of a direct sum, see {@code docs/design-notes.md}.
 */
public enum ConvolutionMethod {
  /** Sums of products as the formula has them, for every convolution. */
  DIRECT,

  /**
   * Winograd's minimal filtering where the shape of the convolution makes it the faster way, direct
   * sums for all other shapes. In training, what a shape gets depends on neither the batch size nor
   * the pass; a {@link PreparedConvolution} also takes direct sums for few images.
   */
  WINOGRAD_WHERE_FASTER;

  /** System property, {@code on} or {@code off}, that sets what engines do if not told. */
  public static final String PROPERTY = "dev.alq.winograd";

  private static @Nullable ConvolutionMethod process;

  /**
   * What engines do if not told: {@link #WINOGRAD_WHERE_FASTER} unless {@value #PROPERTY} is {@code
   * off}. The property is read once.
   *
   * @return the method of this process
   * @throws IllegalStateException if the property is neither {@code on} nor {@code off}
   */
  public static synchronized ConvolutionMethod ofProcess() {
    ConvolutionMethod known = process;
    if (known == null) {
      known = choose(System.getProperty(PROPERTY));
      process = known;
    }
    return known;
  }

  static ConvolutionMethod choose(@Nullable String winograd) {
    return switch (winograd) {
      case null -> WINOGRAD_WHERE_FASTER;
      case "on" -> WINOGRAD_WHERE_FASTER;
      case "off" -> DIRECT;
      default ->
          throw new IllegalStateException(
              "-D" + PROPERTY + " must be on or off but is '" + winograd + "'");
    };
  }
}
