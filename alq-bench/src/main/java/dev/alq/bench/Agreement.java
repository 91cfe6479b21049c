package dev.alq.bench;

import java.util.Locale;
import java.util.Optional;

/** Compares two results of one task, before anything is timed. */
final class Agreement {

  private Agreement() {}

  /**
   * Looks for a difference.
   *
   * @param ours our result; not modified
   * @param peer the other result; not modified
   * @param tolerance allowed difference as a share of the largest magnitude in {@code peer}
   * @return what is wrong, or nothing
   */
  static Optional<String> difference(float[] ours, float[] peer, double tolerance) {
    if (ours.length != peer.length) {
      return Optional.of("we computed " + ours.length + " values, the peer " + peer.length);
    }
    if (peer.length == 0) {
      return Optional.of("there is nothing to compare");
    }
    double magnitude = 0;
    double worst = 0;
    int where = 0;
    for (int i = 0; i < ours.length; i++) {
      double apart = Math.abs((double) ours[i] - peer[i]);
      magnitude = Math.max(magnitude, Math.abs(peer[i]));
      if (!(apart <= worst)) { // also true where one of them is not a number
        worst = apart;
        where = i;
        if (Double.isNaN(apart)) {
          break;
        }
      }
    }
    if (worst <= tolerance * magnitude && magnitude > 0 && magnitude < Double.POSITIVE_INFINITY) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "element %d is %g here and %g there, where %g is the largest",
            where,
            ours[where],
            peer[where],
            magnitude));
  }
}
