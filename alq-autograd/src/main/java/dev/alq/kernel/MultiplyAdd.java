package dev.alq.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * {@code x·y + sum}, rounded once where the processor has an instruction for that. Elsewhere {@link
 * Math#fma} would compute exactly in software, a hundred times slower than two roundings.
 */
final class MultiplyAdd {

  private static final String OPTION = "UseFMA";
  private static final boolean FUSED = fused();

  private MultiplyAdd() {}

  static float of(float x, float y, float sum) {
    return FUSED ? Math.fma(x, y, sum) : x * y + sum;
  }

  /** What the virtual machine knows about the processor; no if it cannot be asked. */
  private static boolean fused() {
    HotSpotDiagnosticMXBean machine =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (machine == null) {
      return false;
    }
    try {
      return Boolean.parseBoolean(machine.getVMOption(OPTION).getValue());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
