package dev.alq.examples.service;

import java.time.Duration;

/**
 * What one client may cost the others.
 *
 * @param bodyBytes the largest posted picture, in bytes
 * @param pixels the largest posted picture, in pixels; known from its header
 * @param time from the arrival of a request to its answer
 * @param requests pictures that may be received, wait or be classified at the same time
 */
public record ServiceLimits(int bodyBytes, int pixels, Duration time, int requests) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /** For pictures of a telephone's camera: 8 MiB, 16 million pixels, 10 seconds, 64 at once. */
  public static final ServiceLimits STANDARD =
      new ServiceLimits(8 << 20, 16_000_000, Duration.ofSeconds(10), 64);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a number is less than 1, or the time is not positive or
   *     more than an hour
   */
  public ServiceLimits {
    if (bodyBytes < 1 || pixels < 1 || requests < 1) {
      throw new IllegalArgumentException(
          "limits of " + bodyBytes + " bytes, " + pixels + " pixels, " + requests + " requests");
    }
    if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a limit of " + time + ", not between 0 and " + LONGEST);
    }
  }
}
