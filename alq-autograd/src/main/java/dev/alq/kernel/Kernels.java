package dev.alq.kernel;

/** The inner loops. */
public interface Kernels {
  /**
   * Name.
   *
   * @return for logs
   */
  String name();
}
