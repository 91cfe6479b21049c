package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What all benchmarks share: a fixed heap that is touched beforehand, forks, and an engine on one
 * of the twins. A subclass makes its work from seeded data; its result is compared with that of the
 * other twin on one thread before anything is timed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 3,
    jvmArgs = {
      "-Xms6g",
      "-Xmx6g",
      "-XX:+AlwaysPreTouch",
      "-XX:+UseParallelGC",
      "--add-modules=jdk.incubator.vector"
    })
public abstract class BenchmarkBase {

  /** The kernels. */
  @Param({"VECTOR", "SCALAR"})
  public Twin twin = Twin.VECTOR;

  /** Threads to compute with. */
  @Param({"1", "2"})
  public int threads = 1;

  private @Nullable Engine engine;
  private @Nullable Work work;

  BenchmarkBase() {}

  /** Starts the engine, makes the work and compares its result with the scalar twin's. */
  @Setup(Level.Trial)
  public void setUp() {
    Engine started = twin.start(threads);
    Work made = work(started);
    engine = started;
    work = made;
    try (Engine reference = Twin.SCALAR.start(1);
        Work specification = work(reference)) {
      Agreement.difference(made.result(), specification.result(), tolerance())
          .ifPresent(difference -> {
            throw new IllegalStateException("the twins disagree: " + difference);
          });
    }
  }

  /** Ends the engine. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (work != null) {
      work.close();
    }
    if (engine != null) {
      engine.close();
    }
  }

  abstract Work work(Engine engine);

  abstract double tolerance();

  final void run() {
    Objects.requireNonNull(work, "not set up").run();
  }
}
