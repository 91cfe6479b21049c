package dev.alq.kernel;

/**
 * What computation runs on: a set of kernels, threads and a pool of arrays. One engine serves a
 * whole program; closing it ends its threads.
 */
public final class Engine implements AutoCloseable {

  /** System property that sets the number of threads of {@link #start()}. */
  public static final String THREADS_PROPERTY = "dev.alq.threads";

  private final Kernels kernels;
  private final Parallel parallel;
  private final Buffers buffers = new Buffers();

  private Engine(Kernels kernels, int threads) {
    this.kernels = kernels;
    this.parallel = new Parallel(threads);
  }

  /**
   * Starts an engine with as many threads as {@value #THREADS_PROPERTY} says, or one per processor.
   *
   * @return a running engine
   * @throws IllegalArgumentException if the property is not a whole number of at least 1
   */
  public static Engine start() {
    String threads = System.getProperty(THREADS_PROPERTY);
    if (threads == null) {
      return start(Runtime.getRuntime().availableProcessors());
    }
    try {
      return start(Integer.parseInt(threads));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + THREADS_PROPERTY + " must be a whole number but is '" + threads + "'", e);
    }
  }

  /**
   * Starts an engine. The number of threads changes the speed, never a result.
   *
   * @param threads threads that work at the same time, the caller included; at least 1
   * @return a running engine
   */
  public static Engine start(int threads) {
    return start(threads, KernelChoice.kernels());
  }

  /**
   * Starts an engine on given kernels.
   *
   * @param threads threads that work at the same time, the caller included; at least 1
   * @param kernels the kernels to use
   * @return a running engine
   */
  public static Engine start(int threads, Kernels kernels) {
    return new Engine(kernels, threads);
  }

  /**
   * The kernels.
   *
   * @return the set chosen when the engine was started
   */
  public Kernels kernels() {
    return kernels;
  }

  /**
   * The threads.
   *
   * @return the pool of this engine
   */
  public Parallel parallel() {
    return parallel;
  }

  /**
   * The array pool.
   *
   * @return the pool of this engine
   */
  public Buffers buffers() {
    return buffers;
  }

  /** Ends the threads. */
  @Override
  public void close() {
    parallel.close();
  }
}
