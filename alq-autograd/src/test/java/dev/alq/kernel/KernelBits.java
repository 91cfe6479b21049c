package dev.alq.kernel;

import dev.alq.kernel.KernelCase.Outcome;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What each kernel's results are, bit for bit, as text that two processes can compare. */
final class KernelBits {

  private static final long SEED = 7;
  private static final int[] SIZES = {3, 37, 38};

  private KernelBits() {}

  /** Prints the bits of every kernel's first call in a process of its own. */
  public static void main(String[] arguments) {
    System.out.print(describe(KernelChoice.kernels(), 1));
  }

  /** A line per kernel: hashes of what the last of a number of calls computed. */
  static String describe(Kernels kernels, int calls) {
    return KernelCases.all().entrySet().stream()
        .map(entry -> describe(kernels, calls, entry))
        .collect(Collectors.joining("\n"));
  }

  private static String describe(
      Kernels kernels, int calls, Map.Entry<String, KernelCases.Factory> entry) {
    StringBuilder line = new StringBuilder(entry.getKey());
    for (int size : SIZES) {
      KernelCase test = entry.getValue().make(kernels, size, SEED);
      Outcome outcome = test.call().run();
      for (int call = 1; call < calls; call++) {
        outcome = test.call().run();
      }
      int hash = 31 * Arrays.hashCode(outcome.values()) + Arrays.hashCode(outcome.winners());
      line.append(' ').append(Integer.toHexString(hash));
    }
    return line.toString();
  }
}
