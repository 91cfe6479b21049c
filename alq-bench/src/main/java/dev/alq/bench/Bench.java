package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;

/** The entry point of {@code alq bench} and {@code alq profile}. */
public final class Bench {

  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private Bench() {}

  /**
   * Runs one command and ends the process with its exit code: 0 done, 1 failed, 2 wrong usage.
   *
   * @param args the command's name, bench or profile, and its options
   */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, List.of(args)));
  }

  /** Runs one command. */
  static int run(PrintWriter out, PrintWriter err, List<String> args) {
    boolean profile = !args.isEmpty() && args.getFirst().equals("profile");
    String usage = profile ? ProfileOptions.USAGE : BenchOptions.USAGE;
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    if (rest.contains("--help") || rest.contains("-h")) {
      out.print(usage);
      out.flush();
      return DONE;
    }
    try {
      return profile
          ? profile(out, ProfileOptions.parse(rest))
          : bench(out, err, BenchOptions.parse(rest));
    } catch (BenchOptions.WrongUsageException e) {
      err.println("alq: " + e.getMessage());
      err.println("See: alq " + (profile ? "profile" : "bench") + " --help");
      return WRONG_USAGE;
    } catch (NoSuchFileException e) {
      err.println("alq: " + e.getFile() + ": no such folder");
      return FAILED;
    } catch (IOException | UncheckedIOException e) {
      err.println("alq: " + e.getMessage());
      return FAILED;
    }
  }

  private static int profile(PrintWriter out, ProfileOptions options) {
    try (Engine engine = Engine.start(options.threads())) {
      ProfileReport.print(out, options, engine);
    }
    return DONE;
  }

  private static int bench(PrintWriter out, PrintWriter err, BenchOptions options)
      throws IOException {
    Measuring measuring = Measuring.with(options.pairs(), options.pauseMillis());
    boolean good = true;
    try (Writer rows =
        options.rows() == null
            ? Writer.nullWriter()
            : Files.newBufferedWriter(options.rows(), StandardCharsets.UTF_8)) {
      for (int threads : options.threads()) {
        try (Engine engine = Engine.start(threads)) {
          ForeignLoad load = new ForeignLoad();
          good &=
              switch (options.against()) {
                case NOBODY -> new SoloReport(out, err).print(engine, measuring, options);
                case PEERS -> besidePeers(out, rows, engine, measuring, options);
              };
          disturbance(err, load.share());
        }
      }
    }
    return good ? DONE : FAILED;
  }

  private static boolean besidePeers(
      PrintWriter out, Writer rows, Engine engine, Measuring measuring, BenchOptions options) {
    PeerReport report = new PeerReport(out, rows, options, engine);
    List<Row> measured;
    try (Comparison comparison = new Comparison(engine, measuring, Peers.providers(), report)) {
      measured = comparison.measure(Catalogue.all(), options);
    }
    for (Row sum : Sums.of(measured, Catalogue.all())) {
      if (options.selects(sum.title())) {
        report.sum(sum);
      }
    }
    report.end();
    return report.agreed();
  }

  private static void disturbance(PrintWriter err, double share) {
    if (share > 0.05) {
      err.printf(
          Locale.ROOT,
          "alq: other programs used %.0f %% of the processors: these figures are rough,%n"
              + "     those of libraries on OpenMP with several threads worthless (too slow)%n",
          100 * share);
    }
  }
}
