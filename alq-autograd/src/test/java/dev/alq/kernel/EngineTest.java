package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What an engine is made of. */
class EngineTest {

  @Test
  void threadsAndKernelsAreAsAskedFor() {
    Kernels scalar = KernelChoice.scalar();
    try (Engine engine = Engine.start(3, scalar)) {
      assertEquals(3, engine.parallel().threads());
      assertSame(scalar, engine.kernels());
    }
    assertThrows(IllegalArgumentException.class, () -> Engine.start(0));
  }

  @Test
  void thePropertySetsTheThreads() {
    String before = System.getProperty(Engine.THREADS_PROPERTY);
    try {
      System.setProperty(Engine.THREADS_PROPERTY, "3");
      try (Engine engine = Engine.start()) {
        assertEquals(3, engine.parallel().threads());
      }
      for (String bad : new String[] {"many", "", "1.5"}) {
        System.setProperty(Engine.THREADS_PROPERTY, bad);
        assertRefused(Engine::start, "'" + bad + "'");
      }
      System.setProperty(Engine.THREADS_PROPERTY, "0");
      assertThrows(IllegalArgumentException.class, Engine::start);
      System.clearProperty(Engine.THREADS_PROPERTY);
      try (Engine engine = Engine.start()) {
        assertEquals(Runtime.getRuntime().availableProcessors(), engine.parallel().threads());
      }
    } finally {
      if (before != null) {
        System.setProperty(Engine.THREADS_PROPERTY, before);
      }
    }
  }

  @Test
  void aClosedEngineRefusesWork() {
    Engine engine = Engine.start(2);
    engine.close();
    assertThrows(IllegalStateException.class, () -> engine.parallel().forEach(4, chunk -> {}));
  }

  @Test
  void arraysAreLentToOneAndReused() {
    Buffers buffers = new Buffers();
    float[] first = buffers.borrow(10);
    float[] second = buffers.borrow(10);
    assertNotSame(first, second);
    buffers.giveBack(first);
    assertSame(first, buffers.borrow(10));
    buffers.giveBack(second);
    assertEquals(9, buffers.borrow(9).length);
    assertSame(second, buffers.borrow(10));
    assertEquals(0, buffers.borrow(0).length);
    int[] integers = buffers.borrowInts(10);
    buffers.giveBack(integers);
    assertSame(integers, buffers.borrowInts(10));
  }

  @Test
  void lengthsThatAreNoLongerAskedForAreForgotten() {
    Buffers buffers = new Buffers();
    int longest = 1000;
    for (int length = 1; length <= longest; length++) {
      buffers.giveBack(buffers.borrow(length));
      assertTrue(buffers.free() <= 2L * length, "after length " + length);
    }
    float[] last = buffers.borrow(longest);
    float[] before = buffers.borrow(longest - 1);
    assertEquals(0, buffers.free());
    buffers.giveBack(last);
    buffers.giveBack(before);
    assertSame(last, buffers.borrow(longest));
    assertSame(before, buffers.borrow(longest - 1));
  }
}
