package dev.alq.bench;

import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.Engine;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints where a training step goes, by layer and pass. */
final class ProfileReport {

  private static final int WARM_UP_STEPS = 5;
  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final double MILLION = 1e6;

  private final PrintWriter out;
  private final double peak;
  private final double total;

  private ProfileReport(PrintWriter out, double peak, double total) {
    this.out = out;
    this.peak = peak;
    this.total = total;
  }

  /** Profiles a network and prints the table. */
  static void print(PrintWriter out, ProfileOptions options, Engine engine) {
    double peak = Peak.gigaflops(engine);
    Layer network = options.model().network();
    Map<String, Profiler.Part> parts = profile(network, options, engine);
    double total =
        parts.values().stream()
            .mapToDouble(part -> millis(part.forward()) + millis(part.backward()))
            .sum();
    out.printf(
        Locale.ROOT,
        "# %s, batch %d, %s kernels, %d thread(s), measured peak %.0f GFLOP/s, %s%n",
        options.model(),
        options.batch(),
        engine.kernels().name(),
        options.threads(),
        peak,
        Machine.processor());
    out.println("# medians of the layers' times inside whole steps; bytes if each is touched once");
    out.printf(
        "%-28s %-9s %10s %7s %9s %8s %9s %7s%n",
        "layer", "pass", "ms", "share", "GFLOP/s", "of peak", "MB", "GB/s");
    ProfileReport report = new ProfileReport(out, peak, total);
    boolean first = true;
    for (var entry : parts.entrySet()) {
      Profiler.Part part = entry.getValue();
      Cost.Input treatment = first ? Cost.Input.CONSTANT : Cost.Input.DIFFERENTIATED;
      Cost cost = Cost.of(part.layer(), part.input(), part.output(), treatment);
      report.part(entry.getKey(), part, cost);
      if (part.layer() instanceof Conv2d convolution && !first) {
        report.passes(engine, geometry(convolution, part.input()));
      }
      first = false;
    }
    out.printf(Locale.ROOT, "%-28s %-9s %10.3f %6.1f%%%n", "whole step", "", total, 100.0);
    out.flush();
  }

  private static Map<String, Profiler.Part> profile(
      Layer network, ProfileOptions options, Engine engine) {
    Shape shape = options.model().images(options.batch());
    Tensor images = Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
    int[] labels = Inputs.labels(options.batch(), options.model().classes());
    Profiler profiler = new Profiler(engine, network);
    long start = System.nanoTime();
    for (int i = 0; i < WARM_UP_STEPS || System.nanoTime() - start < WARM_UP_NANOS; i++) {
      profiler.step(images, labels);
    }
    profiler.forget();
    for (int i = 0; i < options.steps(); i++) {
      profiler.step(images, labels);
    }
    return profiler.parts();
  }

  private static double millis(List<Long> nanos) {
    if (nanos.isEmpty()) {
      return 0;
    }
    double[] millis = nanos.stream().mapToDouble(n -> n / MILLION).toArray();
    return new Samples(millis).median();
  }

  private void part(String name, Profiler.Part part, Cost cost) {
    line(name, "forward", millis(part.forward()), cost.forwardFlops(), cost.forwardBytes());
    if (!part.backward().isEmpty()) {
      line("", "backward", millis(part.backward()), cost.backwardFlops(), cost.backwardBytes());
    }
  }

  private void line(String name, String pass, double millis, double flops, double bytes) {
    double speed = flops / millis / MILLION;
    out.printf(
        Locale.ROOT,
        "%-28s %-9s %10.3f %6.1f%% %9s %8s %9.2f %7.1f%n",
        name,
        pass,
        millis,
        100 * millis / total,
        flops > 0 ? String.format(Locale.ROOT, "%.1f", speed) : "",
        flops > 0 ? String.format(Locale.ROOT, "%.0f %%", 100 * speed / peak) : "",
        bytes / MILLION,
        bytes / millis / MILLION);
  }

  /** The two halves of a convolution's backward pass, which a mark cannot part, each alone. */
  private void passes(Engine engine, ConvolutionGeometry geometry) {
    Measuring measuring = Measuring.with(Measuring.FEWEST_PAIRS, 0);
    for (Task.Direction direction :
        List.of(Task.Direction.BACKWARD_DATA, Task.Direction.BACKWARD_WEIGHTS)) {
      Task task = new Task.Convolve(direction, geometry);
      try (Work work = OurWork.of(task, engine)) {
        double millis = measuring.alone(work).median();
        double speed = task.flops() / millis / MILLION;
        out.printf(
            Locale.ROOT,
            "  %-36s %10.3f %7s %9.1f %7.0f %%%n",
            direction + ", alone",
            millis,
            "",
            speed,
            100 * speed / peak);
      }
    }
  }

  private static ConvolutionGeometry geometry(Conv2d layer, Shape input) {
    Shape weights = layer.weights().shape();
    return new ConvolutionGeometry(
        input.dimension(0),
        input.dimension(1),
        input.dimension(2),
        input.dimension(3),
        weights.dimension(0),
        weights.dimension(1),
        weights.dimension(2),
        layer.stride(),
        layer.padding());
  }
}
