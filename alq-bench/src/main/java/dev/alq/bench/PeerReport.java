package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;

/** Prints comparisons as they come, and what could not be compared. */
final class PeerReport implements Comparison.Listener {

  private static final String HEADING =
      "%-22s %-16s %2s %12s %9s  %-14s %12s %7s  %s%n"
          .formatted(
              "benchmark",
              "shape",
              "T",
              "ours ms",
              "GFLOP/s",
              "peer",
              "peer ms",
              "ratio",
              "spread (ours/peer), pairs, foreign load");

  private final PrintWriter out;
  private final Writer rows;
  private final BenchOptions options;
  private ForeignLoad load = new ForeignLoad();
  private boolean headed;
  private boolean agreed = true;

  PeerReport(PrintWriter out, Writer rows, BenchOptions options, Engine engine) {
    this.out = out;
    this.rows = rows;
    this.options = options;
    int threads = engine.parallel().threads();
    out.printf(
        Locale.ROOT,
        "# %s kernels, %d thread(s), Java %s, %s%n",
        engine.kernels().name(),
        threads,
        Runtime.version(),
        Machine.processor());
    out.println("# medians of alternating turns; ratio = peer ms / ours ms, above 1 we are faster");
  }

  @Override
  public void started(Peer peer) {
    out.println("# " + peer.name() + ": " + peer.settings());
  }

  @Override
  public void absent(String peer, String reason) {
    out.printf("# %s is absent: %s%n", peer, reason);
  }

  @Override
  public void refused(String title, String reason) {
    agreed = false;
    out.printf("! %s was not timed: %s%n", title, reason);
  }

  @Override
  public void measured(Task task, Row row, Measuring.Pairs pairs) {
    line(
        row,
        task.flops() > 0 ? decimal(task.flops() / row.ourMillis() / 1e6) : "",
        String.format(
                Locale.ROOT,
                "%.0f/%.0f %%, %d, %.0f %%",
                100 * pairs.ours().spread(),
                100 * pairs.peer().spread(),
                pairs.ours().millis().length,
                100 * load.share())
            + tails(row));
    load = new ForeignLoad();
  }

  private static String tails(Row row) {
    Row.Tails tails = row.tails();
    return tails == null
        ? ""
        : "; p99 " + millis(tails.ourMillis()) + "/" + millis(tails.peerMillis()) + " ms";
  }

  @Override
  public void finished(Peer peer) {
    peer.peakResidentBytes()
        .ifPresent(bytes ->
            out.printf(
                Locale.ROOT,
                "# %s: peak resident memory of its process %.0f MB%n",
                peer.name(),
                bytes / 1e6));
  }

  /** Prints a row that is the sum of others. */
  void sum(Row row) {
    line(row, "", "sum of medians");
  }

  /** Prints a row; one that was asked for, not only a part of a sum, goes to the file at once. */
  private void line(Row row, String speed, String note) {
    if (options.selects(row.title())) {
      try {
        rows.write(row.json() + "\n");
        rows.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (!headed) {
      out.print(HEADING);
      headed = true;
    }
    out.printf(
        Locale.ROOT,
        "%-22s %-16s %2d %12s %9s  %-14s %12s %7.2f  %s%n",
        row.benchmark(),
        row.shape(),
        row.setting().threads(),
        millis(row.ourMillis()),
        speed,
        row.peer(),
        millis(row.peerMillis()),
        row.ratio(),
        note);
    out.flush();
  }

  /** Says so if there was nothing to print. */
  void end() {
    if (!headed) {
      out.println("# no row was measured");
    }
  }

  /** Whether all sides computed the same. */
  boolean agreed() {
    return agreed;
  }

  /** Milliseconds with as many digits as they deserve. */
  static String millis(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.4f" : value < 100 ? "%.2f" : "%.1f", value);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
