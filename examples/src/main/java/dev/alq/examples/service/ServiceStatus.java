package dev.alq.examples.service;

import dev.alq.infer.InferenceSession;
import dev.alq.infer.Latencies;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts what the service does. */
final class ServiceStatus {

  private static final Path PROCESS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long KIB = 1024;

  private final long start = System.nanoTime();
  private final Map<Integer, AtomicLong> answers = new ConcurrentSkipListMap<>();
  private final Latencies latencies = new Latencies();
  private final InferenceSession session;
  private final IntSupplier underWay;

  ServiceStatus(InferenceSession session, IntSupplier underWay) {
    this.session = session;
    this.underWay = underWay;
  }

  /**
   * How long something took.
   *
   * @param count how often
   * @param median half took no longer, in milliseconds
   * @param p99 99 of 100 took no longer, in milliseconds
   * @param longest the longest, in milliseconds
   */
  record LatencyMillis(long count, double median, double p99, double longest) {
    static LatencyMillis of(Latencies.Summary summary) {
      return new LatencyMillis(
          summary.calls(),
          summary.medianNanos() / NANOS_PER_MILLI,
          summary.p99Nanos() / NANOS_PER_MILLI,
          summary.longestNanos() / NANOS_PER_MILLI);
    }
  }

  /**
   * Memory of the process.
   *
   * @param heapUsed bytes of Java's heap in use, garbage included
   * @param heapLimit what the heap may grow to, in bytes
   * @param resident bytes of main memory that the process holds; null where the system does not
   *     tell
   */
  record MemoryBytes(long heapUsed, long heapLimit, @Nullable Long resident) {
    static MemoryBytes now() {
      var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
      return new MemoryBytes(heap.getUsed(), heap.getMax(), residentBytes());
    }
  }

  /**
   * The state of the service; becomes the JSON object.
   *
   * @param uptimeSeconds since the start
   * @param underWay pictures that are received or classified now
   * @param answers how often each status was answered
   * @param requestMillis of requests answered with a classification, from arrival to answer
   * @param networkMillis of the network's part in them
   * @param memoryBytes of the process
   */
  record Report(
      double uptimeSeconds,
      int underWay,
      Map<Integer, Long> answers,
      LatencyMillis requestMillis,
      LatencyMillis networkMillis,
      MemoryBytes memoryBytes) {}

  void answered(HttpStatus status) {
    answers.computeIfAbsent(status.code(), _ -> new AtomicLong()).incrementAndGet();
  }

  void classified(long nanos) {
    latencies.add(nanos);
  }

  Report report() {
    Map<Integer, Long> counts = new TreeMap<>();
    answers.forEach((code, count) -> counts.put(code, count.get()));
    double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    return new Report(
        seconds,
        underWay.getAsInt(),
        counts,
        LatencyMillis.of(latencies.summary()),
        LatencyMillis.of(session.latencies()),
        MemoryBytes.now());
  }

  private static @Nullable Long residentBytes() {
    if (!Files.isReadable(PROCESS)) {
      return null;
    }
    try (Stream<String> lines = Files.lines(PROCESS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .map(line -> KIB * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }
}
