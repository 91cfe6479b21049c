package dev.alq.kernel;

import dev.alq.testing.Expected;

/**
 * A kernel with operands of a size, ready to run again and again, and what must come out. Results
 * lie inside larger arrays, so that a write outside of them is noticed.
 *
 * @param name the kernel's method
 * @param roundings how many roundings a result may be off by
 * @param expected what the array of results must hold
 * @param winners what the array of integer results must hold, empty if there is none
 * @param call runs the kernel once
 */
record KernelCase(String name, double roundings, Expected expected, int[] winners, Call call) {

  static final int[] NONE = {};

  /** What came out of a run. */
  record Outcome(float[] values, int[] winners) {}

  /** Runs the kernel on fresh copies of everything it modifies. */
  @FunctionalInterface
  interface Call {
    Outcome run();
  }
}
