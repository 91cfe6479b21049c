package dev.alq.kernel;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/**
 * A pool of arrays by exact length, so that a training step reuses what the step before it used.
 * What is free never exceeds twice what was lent at one time at most: of lengths that are no longer
 * asked for, those unused for longest are forgotten. Safe for use by several threads.
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

  /** Elements that are kept for later. */
  long free() {
    return floats.free() + ints.free();
  }

  /** Free arrays of one length. */
  private static final class Shelf<T> {
    private final ArrayDeque<T> arrays = new ArrayDeque<>();
    private long lastUse;
  }

  private static final class Pool<T> {
    private static final int MOST_FREE_PER_LENT = 2;

    private final TreeMap<Integer, Shelf<T>> shelves = new TreeMap<>();
    private final IntFunction<T> allocate;
    private final ToIntFunction<T> length;
    private long lent;
    private long mostLent;
    private long free;
    private long uses;

    Pool(IntFunction<T> allocate, ToIntFunction<T> length) {
      this.allocate = allocate;
      this.length = length;
    }

    T borrow(int size) {
      synchronized (shelves) {
        Shelf<T> shelf = shelves.get(size);
        if (shelf != null && !shelf.arrays.isEmpty()) {
          return take(shelf);
        }
        count(size);
      }
      return allocate.apply(size);
    }

    T borrowAtLeast(int size) {
      synchronized (shelves) {
        int limit = (int) Math.min(Integer.MAX_VALUE, 2L * size);
        for (Shelf<T> shelf : shelves.subMap(size, true, limit, false).values()) {
          if (!shelf.arrays.isEmpty()) {
            return take(shelf);
          }
        }
        count(size);
      }
      return allocate.apply(size);
    }

    private T take(Shelf<T> shelf) {
      T array = shelf.arrays.pop();
      int size = length.applyAsInt(array);
      free -= size;
      shelf.lastUse = ++uses;
      count(size);
      return array;
    }

    private void count(int size) {
      lent += size;
      mostLent = Math.max(mostLent, lent);
    }

    void giveBack(T array) {
      int size = length.applyAsInt(array);
      synchronized (shelves) {
        Shelf<T> shelf = shelves.computeIfAbsent(size, any -> new Shelf<>());
        shelf.arrays.push(array);
        shelf.lastUse = ++uses;
        lent -= size;
        free += size;
        while (free > MOST_FREE_PER_LENT * mostLent) {
          forgetOldest();
        }
      }
    }

    private void forgetOldest() {
      var oldest =
          Collections.min(
              shelves.entrySet(), Comparator.comparingLong(entry -> entry.getValue().lastUse));
      free -= (long) oldest.getKey() * oldest.getValue().arrays.size();
      shelves.remove(oldest.getKey());
    }

    long free() {
      synchronized (shelves) {
        return free;
      }
    }
  }
}
