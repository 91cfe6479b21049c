package dev.alq.bench;

import dev.alq.kernel.Engine;

/** A benchmark of one {@link Task}. */
public abstract class TaskBenchmark extends BenchmarkBase {

  TaskBenchmark() {}

  abstract Task task();

  @Override
  final Work work(Engine engine) {
    return OurWork.of(task(), engine);
  }

  @Override
  final double tolerance() {
    return task().tolerance();
  }
}
