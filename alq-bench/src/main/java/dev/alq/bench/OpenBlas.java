package dev.alq.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * OpenBLAS, called through the foreign function interface. Its operands lie outside the heap on
 * cache lines, so that nothing is copied at a call.
 */
@SuppressWarnings("restricted")
final class OpenBlas implements Peer {

  static final String NAME = "openblas";

  private static final List<String> LIBRARIES =
      List.of("libopenblas.so.0", "libopenblas.so", "libopenblas.dylib", "libopenblas.dll");
  private static final int ROW_MAJOR = 101;
  private static final int AS_IT_IS = 111;
  private static final long CACHE_LINE = 64;

  private final MethodHandle multiply;
  private final MethodHandle setThreads;
  private final int threads;
  private final String settings;

  private OpenBlas(SymbolLookup library, int threads) throws Throwable {
    Linker linker = Linker.nativeLinker();
    this.threads = threads;
    setThreads =
        linker.downcallHandle(
            library.findOrThrow("openblas_set_num_threads"),
            FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));
    MemorySegment text =
        (MemorySegment)
            linker
                .downcallHandle(
                    library.findOrThrow("openblas_get_config"),
                    FunctionDescriptor.of(ValueLayout.ADDRESS))
                .invoke();
    settings = text.reinterpret(Integer.MAX_VALUE).getString(0).strip() + "; operands off-heap";
    multiply = linker.downcallHandle(library.findOrThrow("cblas_sgemm"), sgemm());
  }

  private static FunctionDescriptor sgemm() {
    var number = ValueLayout.JAVA_INT;
    var factor = ValueLayout.JAVA_FLOAT;
    var matrix = ValueLayout.ADDRESS;
    return FunctionDescriptor.ofVoid(
        number, number, number, number, number, number, factor, matrix, number, matrix, number,
        factor, matrix, number);
  }

  /** Finds the library where the system's loader does. */
  static Peer start(int threads) throws AbsentPeerException {
    for (String name : LIBRARIES) {
      Optional<SymbolLookup> library = find(name);
      if (library.isPresent()) {
        try {
          return new OpenBlas(library.get(), threads);
        } catch (Throwable e) {
          throw new AbsentPeerException("OpenBLAS does not start: " + e, "is it complete?");
        }
      }
    }
    throw new AbsentPeerException(
        "no OpenBLAS library found", "install it, on Debian: apt-get install libopenblas0");
  }

  private static Optional<SymbolLookup> find(String name) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String settings() {
    return settings;
  }

  @Override
  public Optional<Work> work(Task task) {
    if (!(task instanceof Task.Product product)) {
      return Optional.empty();
    }
    limitThreads();
    return Optional.of(new Product(multiply, product));
  }

  /** Before each task, since another library of the process may have changed it meanwhile. */
  private void limitThreads() {
    try {
      setThreads.invokeExact(threads);
    } catch (Throwable e) {
      throw new IllegalStateException("the number of threads cannot be set", e);
    }
  }

  private static final class Product implements Work {
    private final Arena arena = Arena.ofShared();
    private final MethodHandle multiply;
    private final int m;
    private final int n;
    private final int k;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment c;

    Product(MethodHandle multiply, Task.Product task) {
      this.multiply = multiply;
      m = task.m();
      n = task.n();
      k = task.k();
      a = copy(Inputs.uniform(Inputs.Part.FIRST, m * k));
      b = copy(Inputs.uniform(Inputs.Part.SECOND, k * n));
      c = copy(new float[m * n]);
    }

    private MemorySegment copy(float[] values) {
      MemorySegment segment = arena.allocate((long) values.length * Float.BYTES, CACHE_LINE);
      return segment.copyFrom(MemorySegment.ofArray(values));
    }

    @Override
    public void run() {
      try {
        multiply.invokeExact(ROW_MAJOR, AS_IT_IS, AS_IT_IS, m, n, k, 1f, a, k, b, n, 0f, c, n);
      } catch (Throwable e) {
        throw new IllegalStateException("sgemm failed", e);
      }
    }

    @Override
    public float[] result() {
      run();
      return c.toArray(ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
