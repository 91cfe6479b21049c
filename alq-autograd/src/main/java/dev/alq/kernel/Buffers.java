package dev.alq.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
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
    private final int length;
    private final ArrayDeque<T> arrays = new ArrayDeque<>();
    private long lastUse;

    Shelf(int length) {
      this.length = length;
    }
  }

  private static final class Pool<T> {
    private static final int MOST_FREE_PER_LENT = 2;

    /** By ascending length; found without objects for the lengths, which would be garbage. */
    private final List<Shelf<T>> shelves = new ArrayList<>();

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
        int place = firstAtLeast(size);
        if (isAt(place, size) && !shelves.get(place).arrays.isEmpty()) {
          return take(shelves.get(place));
        }
        count(size);
      }
      return allocate.apply(size);
    }

    T borrowAtLeast(int size) {
      synchronized (shelves) {
        for (int i = firstAtLeast(size); i < shelves.size(); i++) {
          if (shelves.get(i).length >= 2L * size) {
            break;
          }
          if (!shelves.get(i).arrays.isEmpty()) {
            return take(shelves.get(i));
          }
        }
        count(size);
      }
      return allocate.apply(size);
    }

    private int firstAtLeast(int size) {
      int from = 0;
      int to = shelves.size();
      while (from < to) {
        int middle = (from + to) >>> 1;
        if (shelves.get(middle).length < size) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }

    private boolean isAt(int place, int size) {
      return place < shelves.size() && shelves.get(place).length == size;
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
        int place = firstAtLeast(size);
        if (!isAt(place, size)) {
          shelves.add(place, new Shelf<>(size));
        }
        Shelf<T> shelf = shelves.get(place);
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
      Shelf<T> oldest = Collections.min(shelves, Comparator.comparingLong(shelf -> shelf.lastUse));
      free -= (long) oldest.length * oldest.arrays.size();
      shelves.remove(oldest);
    }

    long free() {
      synchronized (shelves) {
        return free;
      }
    }
  }
}
