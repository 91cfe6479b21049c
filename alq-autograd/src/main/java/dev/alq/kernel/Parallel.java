package dev.alq.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs the numbered chunks of one piece of work on a fixed set of threads, the caller among them.
 *
 * <p>Chunks are claimed from one counter, so a thread that the system holds up delays only the
 * chunk it has claimed. What a chunk computes must depend on its number alone: then results are the
 * same for any number of threads. A call made from inside a chunk, or while another caller's work
 * is under way, runs its chunks on the calling thread.
 */
public final class Parallel implements AutoCloseable {

  /** The work of one chunk. */
  @FunctionalInterface
  public interface Chunk {
    /**
     * Does the work of one chunk.
     *
     * @param index the chunk's number, from 0
     */
    void run(int index);
  }

  private static final int SPINS_BEFORE_PARKING = 10_000;

  private final Worker[] workers;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile @Nullable Region current;
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads threads that work at the same time, the caller included; at least 1
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  public Parallel(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1 but is " + threads);
    }
    workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker("alq-worker-" + (i + 1));
      workers[i].start();
    }
  }

  /**
   * The number of threads that work at the same time, the caller included.
   *
   * @return at least 1
   */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Runs all chunks and returns when the last has finished.
   *
   * @param chunks number of chunks, 0 or more
   * @param chunk the work; called once for each number from 0 to {@code chunks - 1}, in any order
   *     and on any thread
   * @throws IllegalStateException if this pool is closed
   */
  public void forEach(int chunks, Chunk chunk) {
    if (closed) {
      throw new IllegalStateException("the thread pool is closed");
    }
    if (chunks <= 1 || workers.length == 0 || !busy.compareAndSet(false, true)) {
      for (int i = 0; i < chunks; i++) {
        chunk.run(i);
      }
      return;
    }
    try {
      shareOut(new Region(chunks, chunk));
    } finally {
      busy.set(false);
    }
  }

  private void shareOut(Region region) {
    current = region;
    for (Worker worker : workers) {
      worker.wake();
    }
    region.work();
    region.awaitOthers();
    current = null;
    region.rethrow();
  }

  /** Ends the threads; waits until each has stopped. */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    for (Worker worker : workers) {
      LockSupport.unpark(worker);
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One call's chunks: who takes which is decided by the counter. */
  private static final class Region {
    private final int chunks;
    private final Chunk chunk;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Region(int chunks, Chunk chunk) {
      this.chunks = chunks;
      this.chunk = chunk;
    }

    void work() {
      for (int i = next.getAndIncrement(); i < chunks; i = next.getAndIncrement()) {
        try {
          chunk.run(i);
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          finished.incrementAndGet();
        }
      }
    }

    // The last chunks are in other hands and finish in microseconds: giving up the time slice is
    // cheaper than parking, and correctness does not rest on it.
    @SuppressWarnings("ThreadPriorityCheck")
    void awaitOthers() {
      for (int spins = 0; finished.get() < chunks; spins++) {
        if (spins < SPINS_BEFORE_PARKING) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
    }

    void rethrow() {
      switch (failure.get()) {
        case null -> {}
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        case Throwable e -> throw new IllegalStateException(e);
      }
    }
  }

  private final class Worker extends Thread {
    private volatile boolean parked;

    Worker(String name) {
      super(name);
      setDaemon(true);
    }

    void wake() {
      if (parked) {
        LockSupport.unpark(this);
      }
    }

    @Override
    public void run() {
      Region seen = null;
      int spins = 0;
      while (!closed) {
        Region region = current;
        if (region != null && region != seen) {
          seen = region;
          region.work();
          spins = 0;
        } else if (spins < SPINS_BEFORE_PARKING) {
          spins++;
          Thread.onSpinWait();
        } else {
          parkUnlessNeeded(seen);
          spins = 0;
        }
      }
    }

    private void parkUnlessNeeded(@Nullable Region seen) {
      parked = true;
      Region region = current;
      if ((region == null || region == seen) && !closed) {
        LockSupport.park(Parallel.this);
      }
      parked = false;
    }
  }
}
