package dev.alq.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Products of signs written in C with the intrinsics of AVX-512, compiled when the comparison
 * starts. Its operands lie outside the heap, packed the same way as ours.
 */
@SuppressWarnings("restricted")
final class NativeBits implements Peer {

  static final String NAME = "c-avx512";

  private static final String SOURCE = "bits.c";
  private static final String INSTRUCTIONS = "avx512_vpopcntdq";
  private static final Path PROCESSOR = Path.of("/proc/cpuinfo");
  private static final int COMPILER_SECONDS = 60;
  private static final int LANES = 64;
  private static final long CACHE_LINE = 64;

  private final MethodHandle multiply;
  private final String compiler;
  private final int threads;

  private NativeBits(MethodHandle multiply, String compiler, int threads) {
    this.multiply = multiply;
    this.compiler = compiler;
    this.threads = threads;
  }

  /** Compiles the C file. */
  static Peer start(int threads) throws AbsentPeerException {
    try {
      if (!Files.exists(PROCESSOR) || !Files.readString(PROCESSOR).contains(INSTRUCTIONS)) {
        throw new AbsentPeerException("this processor has no " + INSTRUCTIONS, "none");
      }
      Path folder = Files.createTempDirectory("alq-bits");
      Path source = folder.resolve(SOURCE);
      Path library = folder.resolve("libbits.so");
      try (InputStream text =
          Objects.requireNonNull(NativeBits.class.getResourceAsStream(SOURCE))) {
        Files.copy(text, source);
      }
      run(
          "gcc",
          "-O3",
          "-march=native",
          "-fopenmp",
          "-shared",
          "-fPIC",
          source.toString(),
          "-o",
          library.toString());
      String compiler = run("gcc", "--version").lines().findFirst().orElse("gcc");
      Peer peer = load(library, compiler, threads);
      for (Path file : List.of(library, source, folder)) {
        Files.delete(file);
      }
      return peer;
    } catch (IOException e) {
      throw new AbsentPeerException(
          "the C file is not compiled: " + e.getMessage(),
          "install gcc, on Debian: apt-get install gcc");
    }
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(COMPILER_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return output;
  }

  /** The library stays loaded: threads of OpenMP run its code until the process ends. */
  private static Peer load(Path library, String compiler, int threads) {
    var number = ValueLayout.JAVA_INT;
    var array = ValueLayout.ADDRESS;
    MethodHandle multiply =
        Linker.nativeLinker()
            .downcallHandle(
                SymbolLookup.libraryLookup(library, Arena.global()).findOrThrow("bit_products"),
                FunctionDescriptor.ofVoid(
                    number, number, number, number, number, number, number, array, array, array,
                    array));
    return new NativeBits(multiply, compiler, threads);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String settings() {
    return compiler + " -O3 -march=native; operands off-heap";
  }

  @Override
  public Optional<Work> work(Task task) {
    return task instanceof Task.BitProduct product
        ? Optional.of(new Product(multiply, product, threads))
        : Optional.empty();
  }

  private static final class Product implements Work {
    private final Arena arena = Arena.ofShared();
    private final MethodHandle multiply;
    private final Task.BitProduct task;
    private final int threads;
    private final int width;
    private final int groups;
    private final int panels = Task.BitProduct.PIXELS / LANES;
    private final MemorySegment signs;
    private final MemorySegment coefficients;
    private final MemorySegment codes;
    private final MemorySegment sums;

    Product(MethodHandle multiply, Task.BitProduct task, int threads) {
      this.multiply = multiply;
      this.task = task;
      this.threads = threads;
      width = task.group() / Integer.SIZE;
      groups = task.depth() / task.group();
      int terms = task.filters() * groups * task.weightBits();
      signs = ints((long) terms * width);
      coefficients = ints((long) terms * task.activationBits());
      codes = ints((long) panels * task.activationBits() * groups * width * LANES);
      sums = ints((long) panels * task.filters() * LANES);
      fillWeights(terms);
      fillCodes();
    }

    private MemorySegment ints(long count) {
      return arena.allocate(count * Integer.BYTES, CACHE_LINE);
    }

    private void fillWeights(int terms) {
      int term = 0;
      for (int f = 0; f < task.filters(); f++) {
        for (int g = 0; g < groups; g++) {
          for (int i = 0; i < task.weightBits(); i++, term++) {
            for (int k = 0; k < width; k++) {
              int sign = task.sign(f, i, g * width + k);
              signs.setAtIndex(ValueLayout.JAVA_INT, (long) term * width + k, sign);
            }
            for (int a = 0; a < task.activationBits(); a++) {
              float coefficient = task.coefficient(f, g, i, a);
              coefficients.setAtIndex(ValueLayout.JAVA_FLOAT, (long) a * terms + term, coefficient);
            }
          }
        }
      }
    }

    private void fillCodes() {
      long at = 0;
      for (int p = 0; p < panels; p++) {
        for (int a = 0; a < task.activationBits(); a++) {
          for (int row = 0; row < groups * width; row++) {
            for (int i = 0; i < LANES; i++) {
              int word = task.activation(a, row, p * LANES + i);
              codes.setAtIndex(ValueLayout.JAVA_INT, at++, word);
            }
          }
        }
      }
    }

    @Override
    public void run() {
      try {
        multiply.invokeExact(
            task.filters(),
            groups,
            width,
            task.weightBits(),
            task.activationBits(),
            panels,
            threads,
            signs,
            coefficients,
            codes,
            sums);
      } catch (Throwable e) {
        throw new IllegalStateException("the product in C failed", e);
      }
    }

    /** Filter by filter. */
    @Override
    public float[] result() {
      run();
      float[] all = new float[task.filters() * panels * LANES];
      for (int f = 0; f < task.filters(); f++) {
        for (int p = 0; p < panels; p++) {
          long from = ((long) p * task.filters() + f) * LANES;
          MemorySegment.copy(
              sums,
              ValueLayout.JAVA_FLOAT,
              from * Float.BYTES,
              all,
              (f * panels + p) * LANES,
              LANES);
        }
      }
      return all;
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
