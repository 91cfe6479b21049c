package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertImpossible;
import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The thread pool: every chunk once, whatever goes wrong and whoever calls. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ParallelTest {

  private static void assertAllOnce(AtomicIntegerArray visits, String what) {
    for (int i = 0; i < visits.length(); i++) {
      assertEquals(1, visits.get(i), what + ": chunk " + i + " of " + visits.length());
    }
  }

  private static void checkAllOnce(Parallel parallel, int chunks, String what) {
    AtomicIntegerArray visits = new AtomicIntegerArray(chunks);
    parallel.forEach(chunks, visits::incrementAndGet);
    assertAllOnce(visits, what);
  }

  private static Set<String> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("alq-worker-"))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyChunkRunsOnce(int threads) {
    try (Parallel parallel = new Parallel(threads)) {
      assertEquals(threads, parallel.threads());
      for (int round = 0; round < 200; round++) {
        for (int chunks : new int[] {0, 1, 2, 3, 64, 257}) {
          checkAllOnce(parallel, chunks, threads + " threads, round " + round);
        }
      }
    }
  }

  @Test
  void workersThatHaveGoneToSleepWakeUp() throws InterruptedException {
    try (Parallel parallel = new Parallel(2)) {
      for (int round = 0; round < 5; round++) {
        Thread.sleep(20);
        CountDownLatch both = new CountDownLatch(2);
        parallel.forEach(2, chunk -> meet(both));
        assertEquals(0, both.getCount());
      }
    }
  }

  /** Returns only when two threads are inside at the same time. */
  private static void meet(CountDownLatch both) {
    both.countDown();
    try {
      assertTrue(both.await(30, TimeUnit.SECONDS), "the other thread never came");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anExceptionReachesTheCallerAndLaterCallsWork(int threads) {
    IllegalStateException exception = new IllegalStateException("chunk 5");
    AssertionError error = new AssertionError("chunk 9");
    try (Parallel parallel = new Parallel(threads)) {
      for (int round = 0; round < 100; round++) {
        assertSame(exception, thrownBy(parallel, 5, exception));
        checkAllOnce(parallel, 50, "after an exception");
        assertSame(error, thrownBy(parallel, 9, error));
        checkAllOnce(parallel, 50, "after an error");
      }
    }
  }

  private static Throwable thrownBy(Parallel parallel, int bad, Throwable failure) {
    return assertThrows(
        failure.getClass(),
        () ->
            parallel.forEach(
                20,
                chunk -> {
                  if (chunk == bad) {
                    switch (failure) {
                      case RuntimeException e -> throw e;
                      case Error e -> throw e;
                      default -> throw new AssertionError(failure);
                    }
                  }
                }));
  }

  @Test
  void callsFromInsideAChunkRunAllTheirChunks() {
    int outer = 17;
    int inner = 23;
    try (Parallel parallel = new Parallel(3)) {
      AtomicIntegerArray visits = new AtomicIntegerArray(outer * inner);
      parallel.forEach(
          outer, i -> parallel.forEach(inner, j -> visits.incrementAndGet(i * inner + j)));
      assertAllOnce(visits, "nested");
      assertThrows(
          IllegalStateException.class,
          () -> parallel.forEach(4, i -> parallel.forEach(4, j -> failOn(i == 2 && j == 3))));
      checkAllOnce(parallel, 40, "after a nested failure");
    }
  }

  private static void failOn(boolean bad) {
    if (bad) {
      throw new IllegalStateException("as asked");
    }
  }

  @Test
  void callersAtTheSameTimeDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
    try (Parallel parallel = new Parallel(3);
        var callers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int caller = 0; caller < 4; caller++) {
        String what = "caller " + caller;
        calls.add(
            callers.submit(() -> {
              for (int round = 0; round < 500; round++) {
                checkAllOnce(parallel, 31, what);
              }
            }));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }
  }

  @Test
  void closingEndsTheThreads() {
    Set<String> before = workers();
    Parallel parallel = new Parallel(4);
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    parallel.forEach(64, chunk -> seen.add(Thread.currentThread()));
    assertFalse(workers().isEmpty());
    parallel.close();
    parallel.close();
    assertEquals(before, workers());
    seen.stream()
        .filter(thread -> thread.getName().startsWith("alq-worker-"))
        .forEach(thread -> assertFalse(thread.isAlive(), thread.getName()));
  }

  @Test
  void closingKeepsAnInterruptPending() {
    Parallel parallel = new Parallel(2);
    Thread.currentThread().interrupt();
    parallel.close();
    assertTrue(Thread.interrupted());
  }

  @Test
  void aClosedPoolRefusesWork() {
    for (int threads : new int[] {1, 2}) {
      Parallel parallel = new Parallel(threads);
      parallel.close();
      for (int chunks : new int[] {0, 1, 10}) {
        assertImpossible(() -> parallel.forEach(chunks, chunk -> {}), "closed");
      }
    }
  }

  @Test
  void threadsDieWithTheProgram() {
    try (Parallel parallel = new Parallel(2)) {
      assertEquals(2, parallel.threads());
      assertTrue(
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("alq-worker-"))
              .allMatch(Thread::isDaemon));
    }
  }

  @Test
  void thereIsAtLeastOneThread() {
    for (int threads : new int[] {0, -1}) {
      assertRefused(() -> new Parallel(threads), String.valueOf(threads));
    }
  }
}
