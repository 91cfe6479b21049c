package dev.alq.kernel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the kernels, once for the process: those on the Vector API where module and machine allow
 * it, else the scalar ones. Touches no type of that module itself.
 */
public final class KernelChoice {

  /** System property that forces a choice: {@code scalar} or {@code vector}. */
  public static final String PROPERTY = "dev.alq.kernels";

  private static final String MODULE = "jdk.incubator.vector";
  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  private static @Nullable Kernels chosen;

  private KernelChoice() {}

  /**
   * The kernels of this process.
   *
   * @return the same set at every call
   * @throws IllegalStateException if {@value #PROPERTY} forces what is not there or names no choice
   */
  public static synchronized Kernels kernels() {
    Kernels present = chosen;
    if (present == null) {
      present = choose(System.getProperty(PROPERTY));
      chosen = present;
    }
    return present;
  }

  /**
   * The scalar kernels, whatever was chosen.
   *
   * @return the specification
   */
  public static Kernels scalar() {
    return new ScalarKernels();
  }

  static Kernels choose(@Nullable String forced) {
    return switch (forced) {
      case null -> vectorAvailable() ? vector() : scalarWithWarning();
      case "scalar" -> scalar();
      case "vector" -> vectorOrFail();
      default ->
          throw new IllegalStateException(
              "-D" + PROPERTY + " must be scalar or vector but is '" + forced + "'");
    };
  }

  private static boolean vectorAvailable() {
    return ModuleLayer.boot().findModule(MODULE).isPresent() && VectorKernels.supported();
  }

  private static Kernels vector() {
    return new VectorKernels();
  }

  private static Kernels vectorOrFail() {
    if (!vectorAvailable()) {
      throw new IllegalStateException(
          "-D" + PROPERTY + "=vector needs java --add-modules " + MODULE + " and vector hardware");
    }
    return vector();
  }

  private static Kernels scalarWithWarning() {
    LOG.warn(
        "computing with scalar kernels, several times slower: start java with --add-modules {}",
        MODULE);
    return scalar();
  }
}
