package dev.alq.step;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>Buffers are kept from one iteration to the next as long as the layers are the same.
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
  private List<LayerRanking> rankings = List.of();
  private List<LayerRanking> byName = List.of();
  private List<MultiBitTensor> values = List.of();

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
   * @throws IllegalStateException if what each layer keeps is more than the schedule allows in the
   *     end; nothing has been modified then, unless the budget is one of bytes and each layer keeps
   *     several coordinates, since then their groups count as well
   * @throws NumericException if a score is not a number
   */
  public int iterate(
      List<QuantizedWeight> layers, List<Tensor> gradients, double learningRate, int iteration) {
    if (layers.isEmpty() || layers.size() != gradients.size()) {
      throw new IllegalArgumentException(
          layers.size() + " layers and " + gradients.size() + " gradients");
    }
    long allowed = schedule.allowedAfter(iteration);
    if (!sameAsBefore(layers)) {
      takeUp(layers);
    }
    requireReachable();
    for (int l = 0; l < rankings.size(); l++) {
      rankings.get(l).score(gradients.get(l), learningRate);
    }
    long excess = measure() - allowed;
    if (excess <= 0) {
      return 0;
    }
    int removed = removeLowest(excess);
    if (measure() > allowed) {
      throw unreachable(measure(), allowed);
    }
    return removed;
  }

  private boolean sameAsBefore(List<QuantizedWeight> layers) {
    boolean same = layers.size() == rankings.size();
    for (int l = 0; same && l < layers.size(); l++) {
      same = layers.get(l) == rankings.get(l).layer();
    }
    return same;
  }

  private void takeUp(List<QuantizedWeight> layers) {
    if (layers.stream().map(QuantizedWeight::name).distinct().count() != layers.size()) {
      throw new IllegalArgumentException("two layers have the same name");
    }
    rankings = layers.stream().map(LayerRanking::new).toList();
    byName =
        rankings.stream()
            .sorted(Comparator.comparing((LayerRanking ranking) -> ranking.layer().name()))
            .toList();
    values = layers.stream().map(QuantizedWeight::values).toList();
  }

  private long measure() {
    return schedule.budget().measure(values);
  }

  /** Fails in the first iteration, not when nothing is left to remove. */
  private void requireReachable() {
    long least = 0;
    for (MultiBitTensor layer : values) {
      int kept = Math.min(selection.keepPerLayer, layer.coordinates());
      least += schedule.budget().least(layer, kept);
    }
    if (least > schedule.target()) {
      throw unreachable(least, schedule.target());
    }
  }

  private IllegalStateException unreachable(long left, long allowed) {
    return new IllegalStateException(
        "layers that keep "
            + selection.keepPerLayer
            + " coordinates each leave "
            + left
            + " where "
            + allowed
            + " are allowed by "
            + schedule.budget());
  }

  private int removeLowest(long excess) {
    double k = selection.candidateFraction;
    while (k < 1 && savings(k) < excess) {
      k *= 2;
    }
    for (LayerRanking ranking : rankings) {
      ranking.select(ranking.candidates(k, selection.keepPerLayer));
    }
    long saved = 0;
    int removed = 0;
    LayerRanking lowest = lowest();
    while (lowest != null && saved < excess) {
      lowest.takeNext();
      saved += schedule.budget().cost(lowest.layer().values());
      removed++;
      lowest = lowest();
    }
    for (LayerRanking ranking : rankings) {
      ranking.removeTaken();
    }
    return removed;
  }

  /** The layer of the lowest candidate, of several the first by name; null if none is left. */
  private @Nullable LayerRanking lowest() {
    LayerRanking lowest = null;
    for (LayerRanking ranking : byName) {
      if (ranking.hasNext() && (lowest == null || ranking.nextScore() < lowest.nextScore())) {
        lowest = ranking;
      }
    }
    return lowest;
  }

  /** What all candidates together would save. */
  private long savings(double k) {
    long savings = 0;
    for (LayerRanking ranking : rankings) {
      savings +=
          ranking.candidates(k, selection.keepPerLayer)
              * schedule.budget().cost(ranking.layer().values());
    }
    return savings;
  }
}
