package dev.alq.bench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One comparison, as it is written to a file.
 *
 * @param benchmark family of tasks
 * @param shape which of the family
 * @param threads threads on each side
 * @param ourMillis our median
 * @param peer the other side's name
 * @param peerMillis its median
 */
record Row(
    String benchmark, String shape, int threads, double ourMillis, String peer, double peerMillis) {

  private static final MathContext DIGITS = new MathContext(5);

  /** Checks that both sides took time. */
  Row {
    if (!(ourMillis > 0) || !(peerMillis > 0) || threads < 1) {
      throw new IllegalArgumentException(
          ourMillis + " ms beside " + peerMillis + " ms on " + threads + " threads");
    }
  }

  /** How many times faster we are: above 1 the peer takes longer. */
  double ratio() {
    return peerMillis / ourMillis;
  }

  /** What a selection is matched against. */
  String title() {
    return benchmark + " " + shape + " " + peer;
  }

  /** The row as a JSON object on one line. */
  String json() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("benchmark", benchmark);
    members.put("shape", shape);
    members.put("threads", threads);
    members.put("ourMillis", rounded(ourMillis));
    members.put("peer", peer);
    members.put("peerMillis", rounded(peerMillis));
    members.put("ratio", rounded(ratio()));
    return JsonText.of(members);
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value, DIGITS);
  }
}
