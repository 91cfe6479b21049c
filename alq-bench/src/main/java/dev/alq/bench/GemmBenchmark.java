package dev.alq.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Matrix products: an aligned and an odd size, and shapes of networks. */
public class GemmBenchmark extends TaskBenchmark {

  /** M×N×K. */
  @Param({"512x512x512", "509x517x503", "256x4096x2304", "50x4096x500", "10x64x500"})
  public String shape = "512x512x512";

  /** Creates the benchmark with its first parameters. */
  public GemmBenchmark() {}

  @Override
  Task task() {
    String[] extents = shape.split("x", 3);
    return new Task.Product(
        Integer.parseInt(extents[0]), Integer.parseInt(extents[1]), Integer.parseInt(extents[2]));
  }

  /** One product. */
  @Benchmark
  public void multiply() {
    run();
  }
}
