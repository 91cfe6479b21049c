package dev.alq.kernel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * A pool of float arrays by exact length, so that a training step reuses what the step before it
 * used. Safe for use by several threads.
 */
public final class Buffers {

  private final Map<Integer, ArrayDeque<float[]>> free = new HashMap<>();

  /** Creates an empty pool. */
  public Buffers() {}

  /**
   * Lends an array whose contents are undefined.
   *
   * @param length exact length of the array, 0 or more
   * @return an array that nobody else holds until it is given back
   */
  public float[] borrow(int length) {
    synchronized (free) {
      ArrayDeque<float[]> stack = free.get(length);
      if (stack != null && !stack.isEmpty()) {
        return stack.pop();
      }
    }
    return new float[length];
  }

  /**
   * Takes an array back.
   *
   * @param buffer an array from {@link #borrow}; the caller must not use it afterwards
   */
  public void giveBack(float[] buffer) {
    synchronized (free) {
      free.computeIfAbsent(buffer.length, length -> new ArrayDeque<>()).push(buffer);
    }
  }
}
