package dev.alq.step;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.QuadraticModel;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Pruning in the domain of the coordinates, Algorithm 2. In each iteration the moments of both
 * domains take in the gradient, every remaining coordinate is scored by {@link PruningScores}, the
 * lowest {@code floor(k·count)} of each layer become candidates, and the lowest of all candidates
 * are removed with their bases until no more is left than the schedule allows. Coordinates are not
 * stepped.
 *
 * <p>If the candidates do not suffice, k is doubled for that iteration, as often as needed. Each
 * layer keeps some of its coordinates whatever their scores.
 *
 * <p>Scores are compared as floats. Equal scores are taken in the order of the layers' names, then
 * by slot; so the result does not depend on the order in which the layers are given.
 */
public final class CoordinatePruner {

  /**
   * How coordinates are selected.
   *
   * @param candidateFraction k, the share of each layer's coordinates that are candidates in an
   *     iteration; above 0, at most 1
   * @param keepPerLayer coordinates that each layer keeps, 0 or more
   */
  public record Selection(double candidateFraction, int keepPerLayer) {
    /** Candidates are 1 % of each layer, and no layer loses its last coordinate. */
    public static final Selection DEFAULT = new Selection(0.01, 1);

    /**
     * Creates the selection.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public Selection {
      if (!(candidateFraction > 0 && candidateFraction <= 1)) {
        throw new IllegalArgumentException(
            "the candidate fraction must be above 0 and at most 1 but is " + candidateFraction);
      }
      if (keepPerLayer < 0) {
        throw new IllegalArgumentException(
            "coordinates to keep per layer must not be negative but are " + keepPerLayer);
      }
    }
  }

  private final PruningSchedule schedule;
  private final Selection selection;

  /**
   * Creates the algorithm for one phase.
   *
   * @param schedule how much may be left after each iteration
   * @param selection how coordinates are selected
   */
  public CoordinatePruner(PruningSchedule schedule, Selection selection) {
    this.schedule = schedule;
    this.selection = selection;
  }

  /**
   * Does one iteration.
   *
   * @param layers all layers that are pruned together, of different names; modified
   * @param gradients ∂ℓ/∂ŵ of each layer, in the order of {@code layers}; not modified
   * @param learningRate lr, 0 or more
   * @param iteration t, from 1 to T
   * @return the number of coordinates removed
   * @throws IllegalArgumentException if layers and gradients do not fit each other or two layers
   *     have the same name
   * @throws IllegalStateException if what each layer keeps is more than the schedule allows
   * @throws ArithmeticException if a score is not a number
   */
  public int iterate(
      List<QuantizedWeight> layers, List<Tensor> gradients, double learningRate, int iteration) {
    requireMatching(layers, gradients);
    long allowed = schedule.allowedAfter(iteration);
    List<Ranking> rankings = new ArrayList<>();
    for (int l = 0; l < layers.size(); l++) {
      QuadraticModel.Scale scale = layers.get(l).observe(gradients.get(l), learningRate);
      rankings.add(new Ranking(layers.get(l), scale));
    }
    rankings.sort(Comparator.comparing(ranking -> ranking.layer.name()));
    long excess = measure(layers) - allowed;
    if (excess <= 0) {
      return 0;
    }
    int removed = removeLowest(rankings, excess);
    if (measure(layers) > allowed) {
      throw new IllegalStateException(
          "layers that keep "
              + selection.keepPerLayer
              + " coordinates each leave "
              + measure(layers)
              + " where "
              + allowed
              + " are allowed by "
              + schedule.budget());
    }
    return removed;
  }

  private long measure(List<QuantizedWeight> layers) {
    return schedule.budget().measure(layers.stream().map(QuantizedWeight::values).toList());
  }

  private int removeLowest(List<Ranking> rankings, long excess) {
    double k = selection.candidateFraction;
    while (k < 1 && savings(rankings, k) < excess) {
      k *= 2;
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Ranking ranking : rankings) {
      ranking.addCandidates(ranking.candidates(k, selection.keepPerLayer), candidates);
    }
    // The sort is stable: equal scores stay in the order of names and slots.
    candidates.sort(Comparator.comparingDouble(Candidate::score));
    long saved = 0;
    int removed = 0;
    while (removed < candidates.size() && saved < excess) {
      Candidate candidate = candidates.get(removed++);
      saved += schedule.budget().cost(candidate.ranking.layer.values());
      candidate.ranking.doomed.add(candidate.slot);
    }
    rankings.forEach(Ranking::removeDoomed);
    return removed;
  }

  /** What all candidates together would save. */
  private long savings(List<Ranking> rankings, double k) {
    long savings = 0;
    for (Ranking ranking : rankings) {
      savings +=
          ranking.candidates(k, selection.keepPerLayer)
              * schedule.budget().cost(ranking.layer.values());
    }
    return savings;
  }

  private static void requireMatching(List<QuantizedWeight> layers, List<Tensor> gradients) {
    if (layers.isEmpty() || layers.size() != gradients.size()) {
      throw new IllegalArgumentException(
          layers.size() + " layers and " + gradients.size() + " gradients");
    }
    if (layers.stream().map(QuantizedWeight::name).distinct().count() != layers.size()) {
      throw new IllegalArgumentException("two layers have the same name");
    }
  }

  /** A coordinate that may go: its slot in its layer and its score. */
  private record Candidate(Ranking ranking, int slot, float score) {}

  /** The remaining coordinates of a layer, lowest score first. */
  private static final class Ranking {
    private final QuantizedWeight layer;
    private final long[] scoreThenSlot;
    private final List<Integer> doomed = new ArrayList<>();

    Ranking(QuantizedWeight layer, QuadraticModel.Scale scale) {
      this.layer = layer;
      MultiBitTensor values = layer.values();
      float[] scores = new float[values.coordinateSlots().length];
      PruningScores.compute(values, layer.coordinateMoments(), scale, scores);
      scoreThenSlot = new long[values.coordinates()];
      int remaining = 0;
      for (int group = 0; group < values.layout().groups(); group++) {
        for (int i = 0; i < values.bitwidth(group); i++) {
          int slot = values.slot(group, i);
          scoreThenSlot[remaining++] = key(scores[slot], slot);
        }
      }
      Arrays.sort(scoreThenSlot);
    }

    /** Sorts like (score, slot): the bits of a float in the order of its value, then the slot. */
    private long key(float score, int slot) {
      if (Float.isNaN(score)) {
        throw new ArithmeticException(layer.name() + ": a pruning score is not a number");
      }
      int bits = Float.floatToIntBits(score + 0.0f);
      int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      return ((long) ordered << Integer.SIZE) | slot;
    }

    int candidates(double k, int keep) {
      int count = scoreThenSlot.length;
      int share = (int) Math.floor(Math.min(1, k) * count);
      return Math.clamp(count - keep, 0, share);
    }

    void addCandidates(int count, List<Candidate> target) {
      for (int r = 0; r < count; r++) {
        int ordered = (int) (scoreThenSlot[r] >> Integer.SIZE);
        int bits = ordered ^ ((ordered >> 31) & Integer.MAX_VALUE);
        target.add(new Candidate(this, (int) scoreThenSlot[r], Float.intBitsToFloat(bits)));
      }
    }

    /** Removes from the highest slot down, so that the slots still to come keep their places. */
    void removeDoomed() {
      doomed.sort(Comparator.reverseOrder());
      int max = layer.values().maxBitwidth();
      for (int slot : doomed) {
        layer.prune(slot / max, slot % max);
      }
    }
  }
}
