package dev.alq.activation;

import dev.alq.kernel.ActivationKernels;
import dev.alq.kernel.Engine;
import dev.alq.kernel.RankSums;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.MultiBitTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values that suit a batch of pre-activations. Sums are taken in chunks that depend on
 * the size alone and added in their order, so results do not depend on the number of threads.
 * Buffers are reused from batch to batch; not safe for use by several threads.
 */
final class LevelTracker {

  /** Enough for many threads, few enough that adding up the chunks costs nothing. */
  private static final int MOST_CHUNKS = 32;

  private static final int LEAST_CHUNK = 32_768;

  /** Bits of the equal steps between which a distribution is seen. */
  private static final int FINE_BITS = MultiBitTensor.MAX_BITWIDTH;

  private final Reference reference;
  private final int bitwidth;
  private final LevelFit fit;
  private final double[] values;
  private final List<RankSums> chunkSums = new ArrayList<>();

  LevelTracker(Reference reference, int bitwidth) {
    this.reference = reference;
    this.bitwidth = bitwidth;
    fit = new LevelFit(reference, bitwidth);
    values = new double[bitwidth + 1];
  }

  /** The first values; null if no activation is above 0 or one is not finite. */
  @Nullable ActivationLevels sketch(Engine engine, float[] x) {
    float highest = 0;
    for (float number : x) {
      highest = Math.max(highest, number);
    }
    if (!(highest > 0) || !Float.isFinite(highest)) {
      return null;
    }
    ActivationLevels fine = equalSteps(highest);
    RankSums sums = sums(engine, x, fine, newSums(FINE_BITS, chunks(x.length)));
    if (!isFinite(sums)) {
      return null;
    }
    double[] counts = new double[fine.ranks()];
    double[] positive = new double[fine.ranks()];
    for (int rank = 0; rank < counts.length; rank++) {
      counts[rank] = sums.sums()[2 * rank];
      positive[rank] = sums.sums()[2 * rank + 1];
    }
    return Values.levels(LevelSketch.of(reference, bitwidth, counts, positive));
  }

  /** Values at equal distances, from 0 to about the highest number. */
  private static ActivationLevels equalSteps(float highest) {
    float[] coordinates = new float[FINE_BITS];
    float coordinate = highest / 2;
    for (int i = FINE_BITS - 1; i >= 0; i--) {
      coordinate /= 2;
      coordinates[i] = coordinate;
    }
    return new ActivationLevels(0, coordinates);
  }

  /**
   * Base and steps that are best for the codes that a batch gets; null if a number is not finite.
   */
  double @Nullable [] fit(Engine engine, float[] x, ActivationLevels levels) {
    int chunks = chunks(x.length);
    while (chunkSums.size() < chunks) {
      chunkSums.add(new RankSums(bitwidth));
    }
    RankSums sums = sums(engine, x, levels, chunkSums.subList(0, chunks));
    if (!isFinite(sums)) {
      return null;
    }
    Values.of(levels, values);
    fit.clear();
    for (int rank = 0; rank < levels.ranks(); rank++) {
      fit.add(levels.code(rank), sums.sums()[2 * rank], sums.sums()[2 * rank + 1]);
    }
    fit.improve(values);
    return values;
  }

  private static boolean isFinite(RankSums sums) {
    return Double.isFinite(Arrays.stream(sums.sums()).sum());
  }

  private static RankSums sums(
      Engine engine, float[] x, ActivationLevels levels, List<RankSums> parts) {
    ActivationKernels kernels = engine.kernels().activations();
    int perChunk = Math.ceilDiv(x.length, parts.size());
    engine
        .parallel()
        .forEach(
            parts.size(),
            chunk -> {
              RankSums part = parts.get(chunk);
              part.clear();
              int from = Math.min(x.length, chunk * perChunk);
              levels.addRanks(kernels, x, from, Math.min(x.length, from + perChunk), part);
            });
    RankSums total = parts.getFirst();
    for (RankSums part : parts.subList(1, parts.size())) {
      total.add(part);
    }
    return total;
  }

  private static int chunks(int size) {
    return Math.clamp(Math.ceilDiv(size, LEAST_CHUNK), 1, MOST_CHUNKS);
  }

  private static List<RankSums> newSums(int bits, int count) {
    List<RankSums> sums = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sums.add(new RankSums(bits));
    }
    return sums;
  }
}
