package dev.alq.bench;

import java.util.function.IntToLongFunction;

/** Work that takes a time it is told, on a clock of its own. */
final class FakeWork implements Work {

  private final float[] result;
  private final IntToLongFunction nanosOfRun;
  private int runs;

  FakeWork(IntToLongFunction nanosOfRun, float... result) {
    this.nanosOfRun = nanosOfRun;
    this.result = result;
  }

  int runs() {
    return runs;
  }

  @Override
  public void run() {
    runs++;
  }

  @Override
  public long nanos(int repeats) {
    long sum = 0;
    for (int i = 0; i < repeats; i++) {
      sum += nanosOfRun.applyAsLong(runs++);
    }
    return sum;
  }

  @Override
  public float[] result() {
    return result;
  }
}
