package dev.alq.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads of its own that fill a batch together with the thread that asks for it. Which of them
 * reads which image makes no difference to what is read.
 */
final class ReaderPool implements AutoCloseable {

  /** What went wrong first, by position in the batch. */
  private record Failure(int position, Throwable cause) {
    static Failure first(@Nullable Failure known, Failure other) {
      return known == null || other.position < known.position ? other : known;
    }
  }

  private final int helpers;
  private final @Nullable ExecutorService pool;

  /**
   * Starts threads.
   *
   * @param readers how many threads read at once, the calling one included; 1 starts none
   */
  ReaderPool(int readers) {
    this.helpers = Math.max(0, readers - 1);
    this.pool =
        helpers == 0
            ? null
            : Executors.newFixedThreadPool(
                helpers, Thread.ofPlatform().daemon().name("alq-data-reader-", 0).factory());
  }

  /**
   * Reads every position once; returns when all are read, or after a failure when nobody reads any
   * more.
   *
   * @param positions number of positions
   * @param read reads one of them
   * @throws Throwable what reading threw, of several failures the one in front
   */
  void forEach(int positions, IntConsumer read) throws Throwable {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
    Callable<@Nullable Void> work =
        () -> {
          int position = next.getAndIncrement();
          while (position < positions && failure.get() == null) {
            try {
              read.accept(position);
            } catch (Throwable e) { // whatever it is belongs to the caller, errors included
              Failure found = new Failure(position, e);
              failure.updateAndGet(known -> Failure.first(known, found));
            }
            position = next.getAndIncrement();
          }
          return null;
        };
    List<Future<@Nullable Void>> others = new ArrayList<>();
    if (pool != null) {
      for (int i = 0; i < Math.min(helpers, positions - 1); i++) {
        others.add(pool.submit(work));
      }
    }
    work.call();
    await(others);
    Failure first = failure.get();
    if (first != null) {
      throw first.cause;
    }
  }

  private static void await(List<Future<@Nullable Void>> others) throws Throwable {
    try {
      for (Future<@Nullable Void> other : others) {
        other.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
