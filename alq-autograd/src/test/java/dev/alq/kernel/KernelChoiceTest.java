package dev.alq.kernel;

import static dev.alq.testing.Refusals.assertImpossible;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.testing.Numbers;
import org.junit.jupiter.api.Test;

/** The whole suite runs once per set of kernels; these tests say that it is the one demanded. */
class KernelChoiceTest {

  private static final boolean MODULE_PRESENT =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void theDemandedKernelsAreActive() {
    String demanded =
        System.getProperty(KernelChoice.PROPERTY, MODULE_PRESENT ? "vector" : "scalar");
    String active = KernelChoice.kernels().name();
    assertEquals(demanded, active.replaceAll("-.*", ""), active);
    assertEquals(demanded.equals("vector") ? 2 : 1, Numbers.sets().count());
    try (Engine engine = Engine.start(1)) {
      assertSame(KernelChoice.kernels(), engine.kernels());
    }
  }

  @Test
  void scalarCanAlwaysBeForced() {
    assertInstanceOf(ScalarKernels.class, KernelChoice.choose("scalar"));
    assertInstanceOf(ScalarKernels.class, KernelChoice.scalar());
  }

  @Test
  void vectorIsGivenOrRefusedNeverReplaced() {
    if (MODULE_PRESENT) {
      assertTrue(KernelChoice.choose("vector").name().startsWith("vector-"));
      assertTrue(KernelChoice.choose(null).name().startsWith("vector-"));
    } else {
      assertImpossible(() -> KernelChoice.choose("vector"), "--add-modules jdk.incubator.vector");
    }
  }

  @Test
  void anUnknownChoiceIsAnError() {
    assertImpossible(() -> KernelChoice.choose("fastest"), "'fastest'");
  }

  @Test
  void theChoiceIsMadeOnce() {
    assertSame(KernelChoice.kernels(), KernelChoice.kernels());
  }
}
