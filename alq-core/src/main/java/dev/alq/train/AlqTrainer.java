package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Split;
import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.optim.Adam;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Optimizer;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.PruningSchedule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adaptive Loss-aware Quantization of a network, Algorithm 5: runs the phases of a schedule, each
 * epoch followed by a validation.
 *
 * <p>At the end of a schedule the network is that of the epoch with the best validation, the first
 * of equals, among the epochs at the final budget; float training ends with its own best epoch.
 * Schedules may be run one after another. A run is a function of network, data, schedule and
 * options: the same on any number of threads.
 *
 * <pre>{@code
 * AlqTrainer trainer = new AlqTrainer(engine, network, plan, options, data);
 * trainer.run(schedule, TrainingListener.NONE);
 * Map<String, MultiBitTensor> weights = trainer.quantizedWeights();
 * }</pre>
 */
public final class AlqTrainer {

  private static final Logger LOG = LoggerFactory.getLogger(AlqTrainer.class);

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

  private final Engine engine;
  private final Layer network;
  private final Data data;
  private final QuantizedNetwork quantized;
  private final EpochRunner epochs;
  private final Optimizer floatAdam;

  /**
   * Prepares training.
   *
   * @param engine what to compute on
   * @param network images N,H,W,C to logits N × classes; training modifies its parameters
   * @param plan which weights are quantized, and how
   * @param options batch size, loss and seed
   * @param data training and validation data
   * @throws IllegalArgumentException if the plan does not fit the network
   */
  public AlqTrainer(
      Engine engine, Layer network, QuantizationPlan plan, TrainingOptions options, Data data) {
    this.engine = engine;
    this.network = network;
    this.data = data;
    this.quantized = new QuantizedNetwork(engine, network, plan);
    this.epochs = new EpochRunner(engine, network, options, data.train());
    this.floatAdam = new Adam(engine, AdamOptions.DEFAULT);
  }

  /**
   * The quantized weights as they are now.
   *
   * @return by name of the parameter, in the order of the network; empty before a sketch
   */
  public Map<String, MultiBitTensor> quantizedWeights() {
    return Collections.unmodifiableMap(quantized.valuesByName());
  }

  /**
   * Runs all phases of a schedule.
   *
   * @param schedule the phases
   * @param listener is told how it goes on
   * @return what each epoch led to
   * @throws IllegalStateException if the schedule does not go on from where the network is
   * @throws NonFiniteLossException if the loss is infinite or not a number; the network is then the
   *     best so far
   */
  public TrainingReport run(Schedule schedule, TrainingListener listener) {
    return new Run(schedule, listener).run();
  }

  /** Moves the parameters once; iterations of a phase are counted from 1. */
  private interface Step {
    void take(double learningRate, int iteration);
  }

  /** One schedule under way. */
  private final class Run {
    private final Schedule schedule;
    private final TrainingListener listener;
    private final List<EpochMetrics> metrics = new ArrayList<>();
    private @Nullable Snapshot best;

    Run(Schedule schedule, TrainingListener listener) {
      this.schedule = schedule;
      this.listener = listener;
    }

    TrainingReport run() {
      for (int i = 0; i < schedule.phases().size(); i++) {
        Phase phase = schedule.phases().get(i);
        LOG.debug("phase {} of {}: {}", i + 1, schedule.phases().size(), phase);
        listener.phaseStarted(phase, i, schedule);
        if (i == schedule.lastPruning()) {
          best = null;
        }
        try {
          run(phase, i);
        } catch (NonFiniteLossException e) {
          restoreBest();
          throw e;
        }
      }
      restoreBest();
      double top1 = best == null ? Double.NaN : best.validationTop1();
      return new TrainingReport(metrics, top1);
    }

    private void run(Phase phase, int index) {
      switch (phase) {
        case Phase.Pretrain p -> pretrain(p, index);
        case Phase.Sketching _ -> sketch();
        case Phase.OptimizeBases p -> optimizeBases(p, index);
        case Phase.OptimizeCoordinates p -> optimizeCoordinates(p, index);
        case Phase.Prune p -> prune(p, index);
        case Phase.FineTune p -> fineTune(p, index);
      }
    }

    private void pretrain(Phase.Pretrain phase, int index) {
      requireFloat();
      Optimizer optimizer = phase.method().optimizer(engine);
      List<Parameter> parameters = network.parameters();
      repeat(
          phase,
          index,
          phase.learningRate(),
          Pass.TRAINING,
          (rate, _) -> optimizer.step(parameters, rate));
      restoreBest();
    }

    private void sketch() {
      requireFloat();
      quantized.sketch();
      best = null;
    }

    private void optimizeBases(Phase.OptimizeBases phase, int index) {
      requireQuantized();
      repeat(
          phase,
          index,
          phase.learningRate(),
          Pass.TRAINING,
          (rate, _) -> {
            quantized.basisStep(rate);
            floatAdam.step(quantized.others(), rate);
          });
    }

    private void optimizeCoordinates(Phase.OptimizeCoordinates phase, int index) {
      requireQuantized();
      repeat(
          phase,
          index,
          phase.learningRate(),
          Pass.TRAINING,
          (rate, _) -> {
            quantized.coordinateStep(rate, phase.weightDecay());
            floatAdam.step(quantized.others(), rate);
          });
    }

    private void prune(Phase.Prune phase, int index) {
      requireQuantized();
      PruningSchedule pruning =
          PruningSchedule.plan(
              phase.budget(), quantized.values(), phase.epochs() * epochs.batches());
      CoordinatePruner pruner = new CoordinatePruner(pruning, phase.selection());
      repeat(
          phase,
          index,
          phase.learningRate(),
          Pass.FROZEN_STATISTICS,
          (rate, iteration) -> {
            quantized.prune(pruner, rate, iteration);
            floatAdam.step(quantized.others(), rate);
          });
    }

    private void fineTune(Phase.FineTune phase, int index) {
      requireQuantized();
      quantized.beginFineTuning();
      repeat(
          phase,
          index,
          phase.learningRate(),
          Pass.TRAINING,
          (rate, _) -> {
            quantized.fineTuneStep(rate, phase.projection());
            floatAdam.step(quantized.others(), rate);
          });
      quantized.endFineTuning();
    }

    private void requireFloat() {
      if (quantized.isQuantized()) {
        throw new IllegalStateException("the network is quantized already");
      }
    }

    private void requireQuantized() {
      if (!quantized.isQuantized()) {
        throw new IllegalStateException("the network has not been sketched yet");
      }
    }

    /** Runs the epochs of a phase, each followed by a validation. */
    private void repeat(Phase phase, int index, LearningRate rates, Pass pass, Step step) {
      for (int epoch = 0; epoch < phase.epochs(); epoch++) {
        double rate = rates.at(epoch);
        int before = epoch * epochs.batches();
        EpochResult result =
            epochs.run(pass, batch -> step.take(rate, before + batch + 1), listener);
        double validation = Evaluation.of(engine, network, data.validation()).top1();
        EpochMetrics epochMetrics =
            new EpochMetrics(
                phase,
                index,
                epoch,
                rate,
                result.loss(),
                result.top1(),
                validation,
                quantized.averageBitwidth());
        metrics.add(epochMetrics);
        if (meetsBudget(phase, epoch) && (best == null || validation > best.validationTop1())) {
          best = Snapshot.of(network, quantized.valuesByName(), validation);
        }
        listener.epochFinished(epochMetrics);
      }
    }

    /** Pruning is above its budget until its last epoch has ended. */
    private static boolean meetsBudget(Phase phase, int epoch) {
      return !(phase instanceof Phase.Prune) || epoch == phase.epochs() - 1;
    }

    private void restoreBest() {
      Snapshot snapshot = best;
      if (snapshot != null) {
        snapshot.restoreState(network);
        if (!snapshot.quantized().isEmpty()) {
          quantized.adopt(snapshot.quantized());
        }
      }
    }
  }
}
