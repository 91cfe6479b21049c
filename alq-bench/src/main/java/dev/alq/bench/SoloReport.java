package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Measures this project alone and prints its speed beside the machine's peak. */
final class SoloReport {

  /** A large product slower than this share of the peak is not what the kernels can do. */
  private static final double FALLEN_BACK = 0.3;

  private static final Task SENTINEL = new Task.Product(512, 512, 512);

  private final PrintWriter out;
  private final PrintWriter err;

  SoloReport(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Measures and prints.
   *
   * @return false if a kernel seems to have fallen back to something slow
   */
  boolean print(Engine engine, Measuring measuring, BenchOptions options) {
    double peak = Peak.gigaflops(engine);
    out.printf(
        Locale.ROOT,
        "# %s kernels, %d thread(s), measured peak %.0f GFLOP/s, Java %s, %s%n",
        engine.kernels().name(),
        engine.parallel().threads(),
        peak,
        Runtime.version(),
        Machine.processor());
    out.printf(
        "%-22s %-16s %2s %12s %9s %8s  %s%n",
        "benchmark", "shape", "T", "median ms", "GFLOP/s", "of peak", "spread, runs");
    List<Task> tasks = options.only() == null ? Catalogue.brief() : Catalogue.all();
    boolean fast = true;
    for (Task task : tasks) {
      if (options.selects(task.benchmark() + " " + task.shape())) {
        fast &= print(task, engine, measuring, peak);
      }
    }
    Machine.peakResidentBytes(ProcessHandle.current().pid())
        .ifPresent(bytes ->
            out.printf(
                Locale.ROOT, "# peak resident memory of this process %.0f MB%n", bytes / 1e6));
    return fast;
  }

  private boolean print(Task task, Engine engine, Measuring measuring, double peak) {
    Samples samples;
    try (Work work = OurWork.of(task, engine)) {
      samples = measuring.alone(work);
    }
    double speed = task.flops() / samples.median() / 1e6;
    out.printf(
        Locale.ROOT,
        "%-22s %-16s %2d %12s %9s %8s  %.0f %%, %d%n",
        task.benchmark(),
        task.shape(),
        engine.parallel().threads(),
        PeerReport.millis(samples.median()),
        speed > 0 ? String.format(Locale.ROOT, "%.1f", speed) : "",
        speed > 0 ? String.format(Locale.ROOT, "%.0f %%", 100 * speed / peak) : "",
        100 * samples.spread(),
        samples.millis().length);
    out.flush();
    return !task.equals(SENTINEL) || fast(task, samples, peak);
  }

  /** By the best run: what a busy machine leaves of the others says nothing about the kernel. */
  private boolean fast(Task task, Samples samples, double peak) {
    double share = task.flops() / samples.least() / 1e6 / peak;
    if (share >= FALLEN_BACK) {
      return true;
    }
    err.printf(
        Locale.ROOT,
        "alq: %s %s reaches %.0f %% of the peak: a kernel has fallen back to slow code%n",
        task.benchmark(),
        task.shape(),
        100 * share);
    return false;
  }
}
