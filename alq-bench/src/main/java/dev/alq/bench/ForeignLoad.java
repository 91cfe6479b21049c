package dev.alq.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** How busy other programs keep the machine while we measure: what makes figures worthless. */
final class ForeignLoad {

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final long start = System.nanoTime();
  private final long ownStart;

  /** Begins to watch. */
  ForeignLoad() {
    system.getCpuLoad(); // the next call tells the load since this one
    ownStart = ownNanos();
  }

  /** The share of all processors that others have used since the beginning. */
  double share() {
    double all = system.getCpuLoad();
    double wall = (double) (System.nanoTime() - start) * system.getAvailableProcessors();
    return Math.clamp(all - (ownNanos() - ownStart) / wall, 0, 1);
  }

  /** Processes that we have started count as our own. */
  private long ownNanos() {
    long children =
        ProcessHandle.current()
            .descendants()
            .map(child -> child.info().totalCpuDuration().orElse(Duration.ZERO))
            .mapToLong(Duration::toNanos)
            .sum();
    return system.getProcessCpuTime() + children;
  }
}
