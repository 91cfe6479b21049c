package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One comparison, as it is written to a file.
 *
 * @param benchmark family of tasks
 * @param shape which of the family
 * @param setting how both sides were run
 * @param ourMillis our median
 * @param peer the other side's name
 * @param peerMillis its median
 * @param tails what one call in a hundred exceeds, or null where calls were not timed singly
 */
record Row(
    String benchmark,
    String shape,
    Setting setting,
    double ourMillis,
    String peer,
    double peerMillis,
    @Nullable Tails tails) {

  private static final MathContext DIGITS = new MathContext(5);

  /**
   * How both sides were run.
   *
   * @param threads threads on each side
   * @param isa the machine's instructions and which of them our kernels use
   * @param baseline version and settings of the peer
   */
  record Setting(int threads, String isa, String baseline) {

    /** The setting of an engine beside a peer. */
    static Setting of(Engine engine, Peer peer) {
      return new Setting(
          engine.parallel().threads(),
          System.getProperty("os.arch") + " " + engine.kernels().name(),
          peer.settings());
    }
  }

  /**
   * The 99th percentiles of single calls.
   *
   * @param ourMillis ours
   * @param peerMillis the other side's
   */
  record Tails(double ourMillis, double peerMillis) {}

  /** Checks that both sides took time. */
  Row {
    if (!(ourMillis > 0) || !(peerMillis > 0) || setting.threads() < 1) {
      throw new IllegalArgumentException(
          ourMillis + " ms beside " + peerMillis + " ms on " + setting.threads() + " threads");
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
    members.put("threads", setting.threads());
    members.put("ourMillis", rounded(ourMillis));
    members.put("peer", peer);
    members.put("peerMillis", rounded(peerMillis));
    members.put("ratio", rounded(ratio()));
    if (tails != null) {
      members.put("ourP99Millis", rounded(tails.ourMillis()));
      members.put("peerP99Millis", rounded(tails.peerMillis()));
    }
    members.put("isa", setting.isa());
    members.put("baseline", setting.baseline());
    return JsonText.of(members);
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value, DIGITS);
  }
}
