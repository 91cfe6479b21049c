package dev.alq.train;

import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Split;
import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.optim.Adam;
import dev.alq.optim.AdamOptions;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Adaptive Loss-aware Quantization of a network, Algorithm 5: runs the phases of a schedule, each
 * epoch followed by a validation.
 *
 * <p>At the end of a schedule the network is that of the epoch with the best validation, the first
 * of equals, among the epochs at the final budget; float training ends with its own best epoch.
 * Schedules may be run one after another. A run is a function of network, data, schedule and
 * options: on one type of machine and set of kernels the same bits, on any number of threads.
 *
 * <pre>{@code
 * AlqTrainer trainer = new AlqTrainer(engine, network, plan, options, data);
 * trainer.run(schedule, TrainingListener.NONE);
 * Map<String, MultiBitTensor> weights = trainer.quantizedWeights();
 * }</pre>
 */
public final class AlqTrainer {

  /**
   * What is learned from and what models are compared on.
   *
   * @param train training data
   * @param validation validation data, disjoint from the training data
   */
  public record Data(Dataset train, Dataset validation) {

    /** Checks that both have images, of one shape and with the same classes. */
    public Data {
      if (train.size() == 0 || validation.size() == 0) {
        throw new IllegalArgumentException(
            "training needs images: " + train.size() + " to learn, " + validation.size());
      }
      if (!train.imageShape().equals(validation.imageShape())
          || !train.classNames().equals(validation.classNames())) {
        throw new IllegalArgumentException("training and validation data differ in kind");
      }
    }

    /**
     * Holds a part of a data set back for validation, chosen at random.
     *
     * @param data what to split
     * @param validationShare the part that is held back, between 0 and 1; rounded to whole images
     * @param seed decides which image goes where
     * @return both parts
     * @throws IllegalArgumentException if the share is out of range or a part would be empty
     */
    public static Data split(Dataset data, double validationShare, long seed) {
      if (!(validationShare > 0 && validationShare < 1)) {
        throw new IllegalArgumentException("validation share " + validationShare);
      }
      int validation = (int) Math.round(validationShare * data.size());
      Split split = Split.of(data, data.size() - validation, validation, seed);
      return new Data(split.train(), split.validation());
    }

    /**
     * Puts an augmentation in front of the training images; validation images stay as they are.
     *
     * @param augmentation what is done to training images
     * @return the data with the augmentation
     */
    public Data augmented(Augmentation augmentation) {
      return new Data(augmentation.apply(train), validation);
    }
  }

  private final Trainee trainee;
  private volatile boolean stopRequested;
  private int epochsRun;

  /**
   * Prepares training.
   *
   * @param engine what to compute on
   * @param network images N,H,W,C to logits N × classes; training modifies its parameters
   * @param plan which weights are quantized, and how
   * @param options batch size, loss and seed
   * @param data training and validation data
   * @throws IllegalArgumentException if the plan does not fit the network
   * @throws IllegalStateException if two parameters or buffers of the network have the same name
   */
  public AlqTrainer(
      Engine engine, Layer network, QuantizationPlan plan, TrainingOptions options, Data data) {
    this.trainee =
        new Trainee(
            engine,
            network,
            data.validation(),
            new QuantizedNetwork(engine, network, plan),
            new EpochRunner(engine, network, options, data.train()),
            new Adam(engine, AdamOptions.DEFAULT));
  }

  /**
   * The quantized weights as they are now.
   *
   * @return by name of the parameter, in the order of the network; empty before a sketch
   */
  public Map<String, MultiBitTensor> quantizedWeights() {
    return Collections.unmodifiableMap(trainee.quantized().valuesByName());
  }

  /**
   * Runs all phases of a schedule. It ends with the network of the best epoch; a schedule that is
   * run after it begins with moments of zero for bases and coordinates, so phases that should keep
   * them belong into one schedule.
   *
   * @param schedule the phases
   * @param listener is told how it goes on
   * @return what each epoch led to
   * @throws IllegalArgumentException if the schedule sketches weights and the plan names none
   * @throws IllegalStateException if the schedule does not go on from where the network is
   * @throws NonFiniteException if a loss, gradient or weight is infinite or not a number; the
   *     network is then the best so far, or as the step left it if no epoch has met the budget yet
   * @throws TrainingStoppedException if {@link #requestStop} was called
   */
  public TrainingReport run(Schedule schedule, TrainingListener listener) {
    return run(new TrainingRun(trainee, schedule, epochsRun, listener, () -> stopRequested));
  }

  /**
   * Goes on with a schedule from a state that a listener was handed, by this trainer or by one of
   * the same network, plan, options and data. What comes out is what the undisturbed run would have
   * led to, bit for bit.
   *
   * @param schedule the phases, the same as then
   * @param state where to go on; not modified
   * @param listener is told how it goes on
   * @return what each epoch led to, those before the state included
   * @throws IllegalArgumentException if the state is none of this network and schedule; the network
   *     is then undefined
   * @throws NonFiniteException if a loss, gradient or weight is infinite or not a number; the
   *     network is then the best so far, or as the step left it if no epoch has met the budget yet
   * @throws TrainingStoppedException if {@link #requestStop} was called
   */
  public TrainingReport resume(Schedule schedule, TrainingState state, TrainingListener listener) {
    requireFitting(schedule, state);
    TrainingRun run = new TrainingRun(trainee, schedule, epochsRun, listener, () -> stopRequested);
    run.restore(state);
    return run(run);
  }

  /**
   * Asks the run under way, and every later one, to stop at the end of its batch. May be called by
   * any thread. The run then hands its state to its listener and throws {@link
   * TrainingStoppedException}.
   */
  public void requestStop() {
    stopRequested = true;
  }

  private TrainingReport run(TrainingRun run) {
    try {
      return run.run();
    } finally {
      epochsRun = run.epochsRun();
    }
  }

  private void requireFitting(Schedule schedule, TrainingState state) {
    List<Phase> phases = schedule.phases();
    boolean ended = state.phase() == phases.size() && state.position().beginsPhase();
    boolean inside =
        state.phase() < phases.size()
            && (state.position().beginsPhase()
                || state.epoch() < phases.get(state.phase()).epochs())
            && state.partial().batches() < trainee.epochs().batches();
    if (!ended && !inside) {
      throw new IllegalArgumentException("the schedule has no " + state.position());
    }
  }
}
