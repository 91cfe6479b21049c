package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EpochTest {

  /** Does something before it reads an image. */
  private record Watched(int size, IntConsumer before) implements Dataset {

    @Override
    public Shape imageShape() {
      return Shape.of(1, 1, 1);
    }

    @Override
    public List<String> classNames() {
      return List.of("all");
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public void image(int index, long draw, float[] target, int offset) {
      before.accept(index);
      target[offset] = index;
    }

    @Override
    public String contentHash() {
      return "watched";
    }
  }

  private static Epoch epoch(int size, int batchSize, IntConsumer before) {
    return new DataLoader(new Watched(size, before), batchSize, 1).inOrder();
  }

  @Test
  void closingEarlyEndsTheThread() {
    AtomicReference<Thread> reader = new AtomicReference<>();
    Epoch epoch = epoch(1000, 2, _ -> reader.set(Thread.currentThread()));
    epoch.next();
    assertTrue(reader.get().isDaemon());
    assertTrue(reader.get().isAlive());
    epoch.close();
    assertFalse(reader.get().isAlive());
    assertFalse(epoch.hasNext());
    assertThrows(IllegalStateException.class, epoch::next);
    epoch.close();
  }

  @Test
  void closingUnreadEndsTheThreadAfterTheImageAtHand() {
    AtomicReference<Thread> reader = new AtomicReference<>();
    CountDownLatch began = new CountDownLatch(1);
    Epoch epoch =
        epoch(
            1_000_000,
            1_000_000,
            _ -> {
              reader.set(Thread.currentThread());
              began.countDown();
              pause();
            });
    await(began);
    epoch.close();
    assertFalse(reader.get().isAlive());
  }

  @Test
  void theThreadEndsByItselfAfterTheLastBatch() throws InterruptedException {
    AtomicReference<Thread> reader = new AtomicReference<>();
    try (Epoch epoch = epoch(10, 3, _ -> reader.set(Thread.currentThread()))) {
      epoch.forEachRemaining(_ -> {});
      reader.get().join();
      assertThrows(NoSuchElementException.class, epoch::next);
    }
  }

  @Test
  void aFailureReachesTheCallerAsItWas() {
    IllegalStateException failure = new IllegalStateException("image 5 is bad");
    try (Epoch epoch = epoch(100, 2, index -> throwAt(5, index, failure))) {
      assertEquals(2, epoch.next().size());
      assertEquals(2, epoch.next().size());
      assertSame(failure, assertThrows(IllegalStateException.class, epoch::next));
      assertTrue(epoch.hasNext(), "half an epoch must not pass for a whole one");
      assertSame(failure, assertThrows(IllegalStateException.class, epoch::next));
    }
  }

  @Test
  void anErrorReachesTheCallerAsItWas() {
    StackOverflowError failure = new StackOverflowError("deep");
    Epoch epoch =
        epoch(
            4,
            2,
            _ -> {
              throw failure;
            });
    try (epoch) {
      assertSame(failure, assertThrows(StackOverflowError.class, epoch::next));
    }
  }

  @Test
  void anInterruptedCallerIsToldAndMayGoOn() {
    CountDownLatch gate = new CountDownLatch(1);
    try (Epoch epoch = epoch(4, 2, _ -> await(gate))) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, epoch::next);
      assertTrue(Thread.interrupted(), "the interrupt status is kept");
      gate.countDown();
      assertEquals(0, epoch.next().images().data()[0]);
      assertEquals(2, epoch.next().images().data()[0]);
      assertFalse(epoch.hasNext());
    }
  }

  @Test
  void anInterruptedCallerCanClose() {
    AtomicReference<Thread> reader = new AtomicReference<>();
    Epoch epoch = epoch(1000, 2, _ -> reader.set(Thread.currentThread()));
    epoch.next();
    Thread.currentThread().interrupt();
    epoch.close();
    assertTrue(Thread.interrupted(), "the interrupt status is kept");
    assertFalse(reader.get().isAlive());
  }

  @Test
  void manyEpochsLeaveNoThreadBehind() {
    for (int i = 0; i < 200; i++) {
      try (Epoch epoch = epoch(20, 3, _ -> {})) {
        for (int k = 0; k < i % 8 && epoch.hasNext(); k++) {
          epoch.next();
        }
      }
    }
    long left =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("alq-data-loader"))
            .count();
    assertEquals(0, left);
  }

  private static void throwAt(int bad, int index, RuntimeException failure) {
    if (index == bad) {
      throw failure;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException("the reader is never interrupted", e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("the reader is never interrupted", e);
    }
  }
}
