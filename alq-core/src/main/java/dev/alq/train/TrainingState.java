package dev.alq.train;

import dev.alq.nn.Layer;
import dev.alq.optim.OptimizerState;
import dev.alq.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything from which a run goes on as if it had never been interrupted, between two batches. The
 * order of the data needs no state: it is a function of seed, epoch and index.
 *
 * <p>A state that a trainer hands out shares its tensors with the trainer, which modifies them with
 * its next step; one that it is given is copied.
 *
 * @param phase the place in the schedule of the phase that goes on; the number of phases at the end
 * @param epoch its epoch, from 0
 * @param partial what has been done of that epoch
 * @param epochsRun epochs that the trainer has finished, over all schedules
 * @param epochs what the finished epochs of this schedule led to, in order
 * @param network what {@link Layer#state()} holds
 * @param quantized the quantized weights by parameter name; empty before a sketch
 * @param floatOptimizer what is remembered of the parameters that stay float after the sketch
 * @param phaseState what the phase itself remembers
 * @param best the best network so far, if there is one
 */
public record TrainingState(
    int phase,
    int epoch,
    PartialEpoch partial,
    int epochsRun,
    List<EpochMetrics> epochs,
    Map<String, Tensor> network,
    Map<String, WeightState> quantized,
    OptimizerState floatOptimizer,
    PhaseState phaseState,
    @Nullable BestNetwork best) {

  /** Takes copies of list and maps; checks the ranges. */
  public TrainingState {
    if (phase < 0 || epoch < 0 || epochsRun < 0) {
      throw new IllegalArgumentException(
          "phase " + phase + ", epoch " + epoch + " after " + epochsRun + " epochs");
    }
    epochs = List.copyOf(epochs);
    network = Collections.unmodifiableMap(new LinkedHashMap<>(network));
    quantized = Collections.unmodifiableMap(new LinkedHashMap<>(quantized));
  }

  /**
   * Where the run goes on.
   *
   * @return the batch that comes next
   */
  public Position position() {
    return new Position(phase, epoch, partial.batches());
  }

  /** Copies tensors into a network that must have the same ones. */
  static void copyInto(Layer network, Map<String, Tensor> state) {
    Map<String, Tensor> target = network.state();
    if (!target.keySet().equals(state.keySet())) {
      throw new IllegalArgumentException(
          "the state of " + network.name() + " is " + target.keySet() + ", not " + state.keySet());
    }
    state.forEach((name, tensor) -> {
      Tensor own = target.get(name);
      if (own == null || !own.shape().equals(tensor.shape())) {
        throw new IllegalArgumentException(name + " cannot be " + tensor + " in " + own);
      }
      own.copyFrom(tensor);
    });
  }
}
