package dev.alq.kernel;

import java.util.ArrayDeque;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * A pool of arrays by exact length, so that a training step reuses what the step before it used.
 * Safe for use by several threads.
 */
public final class Buffers {

  private final Pool<float[]> floats = new Pool<>(float[]::new, array -> array.length);
  private final Pool<int[]> ints = new Pool<>(int[]::new, array -> array.length);

  /** Creates an empty pool. */
  public Buffers() {}

  /**
   * Lends an array whose contents are undefined.
   *
   * @param length exact length of the array, 0 or more
   * @return an array that nobody else holds until it is given back
   */
  public float[] borrow(int length) {
    return floats.borrow(length);
  }

  /**
   * Lends an array for intermediate results of a kernel, which may be longer than asked for: what
   * is free and less than twice as long is used before anything new is made.
   *
   * @param length least length of the array, 0 or more
   * @return an array that nobody else holds until it is given back
   */
  public float[] borrowAtLeast(int length) {
    return floats.borrowAtLeast(length);
  }

  /**
   * Takes an array back.
   *
   * @param buffer an array from {@link #borrow} or {@link #borrowAtLeast}; the caller must not use
   *     it afterwards
   */
  public void giveBack(float[] buffer) {
    floats.giveBack(buffer);
  }

  /**
   * Lends an array of integers whose contents are undefined.
   *
   * @param length exact length of the array, 0 or more
   * @return an array that nobody else holds until it is given back
   */
  public int[] borrowInts(int length) {
    return ints.borrow(length);
  }

  /**
   * Takes an array of integers back.
   *
   * @param buffer an array from {@link #borrowInts}; the caller must not use it afterwards
   */
  public void giveBack(int[] buffer) {
    ints.giveBack(buffer);
  }

  private static final class Pool<T> {
    private final TreeMap<Integer, ArrayDeque<T>> free = new TreeMap<>();
    private final IntFunction<T> allocate;
    private final ToIntFunction<T> length;

    Pool(IntFunction<T> allocate, ToIntFunction<T> length) {
      this.allocate = allocate;
      this.length = length;
    }

    T borrow(int size) {
      synchronized (free) {
        ArrayDeque<T> stack = free.get(size);
        if (stack != null && !stack.isEmpty()) {
          return stack.pop();
        }
      }
      return allocate.apply(size);
    }

    T borrowAtLeast(int size) {
      synchronized (free) {
        int limit = (int) Math.min(Integer.MAX_VALUE, 2L * size);
        for (ArrayDeque<T> stack : free.subMap(size, true, limit, false).values()) {
          if (!stack.isEmpty()) {
            return stack.pop();
          }
        }
      }
      return allocate.apply(size);
    }

    void giveBack(T array) {
      synchronized (free) {
        free.computeIfAbsent(length.applyAsInt(array), size -> new ArrayDeque<>()).push(array);
      }
    }
  }
}
