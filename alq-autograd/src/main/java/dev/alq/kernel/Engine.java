package dev.alq.kernel;

/**
 * What computation runs on: a set of kernels, threads and a pool of arrays. One engine serves a
 * whole program; closing it ends its threads.
 */
public final class Engine implements AutoCloseable {

  /** System property that sets the number of threads of {@link #start()}. */
  public static final String THREADS_PROPERTY = "dev.alq.threads";

  private final Kernels kernels;
  private final ConvolutionMethod convolutionMethod;
  private final Parallel parallel;
  private final Buffers buffers;

  private Engine(
      Kernels kernels, ConvolutionMethod convolutionMethod, Parallel parallel, Buffers buffers) {
    this.kernels = kernels;
    this.convolutionMethod = convolutionMethod;
    this.parallel = parallel;
    this.buffers = buffers;
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
    return start(threads, kernels, ConvolutionMethod.ofProcess());
  }

  /**
   * Starts an engine on given kernels that computes convolutions in a given way.
   *
   * @param threads threads that work at the same time, the caller included; at least 1
   * @param kernels the kernels to use
   * @param convolutionMethod how convolutions are computed
   * @return a running engine
   */
  public static Engine start(int threads, Kernels kernels, ConvolutionMethod convolutionMethod) {
    return new Engine(kernels, convolutionMethod, new Parallel(threads), new Buffers());
  }

  /**
   * This engine with another way of computing convolutions. Both share the threads and the array
   * pool: closing one closes the other.
   *
   * @param method how convolutions are computed
   * @return an engine that need not be closed
   */
  public Engine withConvolutions(ConvolutionMethod method) {
    return new Engine(kernels, method, parallel, buffers);
  }

  /**
   * How convolutions are computed.
   *
   * @return the method chosen when the engine was started
   */
  public ConvolutionMethod convolutionMethod() {
    return convolutionMethod;
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
