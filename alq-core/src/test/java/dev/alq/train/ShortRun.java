package dev.alq.train;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Sequential;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.step.Budget;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.StraightThrough;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A few seconds of training that go through every kind of phase.
 *
 * @param network the network
 * @param trainer its trainer
 */
record ShortRun(Sequential network, AlqTrainer trainer) {

  static final long SEED = 77;

  private static final int CHANNELS = 8;
  private static final int BATCHES_PER_EPOCH = 3;

  static final Schedule SCHEDULE =
      Schedule.of(
          new Phase.Pretrain(
              2,
              new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9)),
              new LearningRate.Constant(0.05)),
          new Phase.Pretrain(
              1, new FloatMethod.Adaptive(AdamOptions.AMSGRAD), new LearningRate.Constant(0.001)),
          new Phase.Sketching(),
          new Phase.Prune(
              new Budget.AverageBitwidth(2),
              2,
              new LearningRate.Constant(1e-3),
              CoordinatePruner.Selection.DEFAULT),
          new Phase.OptimizeBases(2, new LearningRate.StepDecay(1e-3, 0.1, 1)),
          new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 1e-4),
          Phase.Prune.to(new Budget.Ratio(0.4)),
          new Phase.FineTune(
              2,
              new LearningRate.Constant(1e-4),
              StraightThrough.Projection.LOSS_AWARE,
              Phase.FloatCopy.KEPT),
          new Phase.FineTune(
              1,
              new LearningRate.Constant(1e-4),
              StraightThrough.Projection.RECONSTRUCTION,
              Phase.FloatCopy.KEPT),
          new Phase.FineTune(
              1,
              new LearningRate.Constant(1e-4),
              StraightThrough.Projection.FIXED_COORDINATES,
              Phase.FloatCopy.RESTARTED),
          new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)),
          new Phase.QuantizeActivations(2, new LearningRate.Constant(1e-3)),
          new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 0));

  /** Batches of all epochs. */
  static final int BATCHES = SCHEDULE.epochs() * BATCHES_PER_EPOCH;

  static ShortRun begin(Engine engine) {
    return begin(engine, CHANNELS);
  }

  static ShortRun begin(Engine engine, int channels) {
    Sequential network =
        Sequential.of(
            "stripes",
            Conv2d.create("conv", 1, channels, 3, 1, 1, SEED),
            new MaxPool("pool", 2, 2, 0),
            BatchNorm.create("norm", channels),
            new ActivationQuantizer("relu", 2, Reference.FREE),
            new Flatten("flatten"),
            Linear.create("fc", channels * 16, 3, SEED));
    AlqTrainer.Data data = new AlqTrainer.Data(new Stripes(1, 85), new Stripes(2, 30));
    TrainingOptions options = new TrainingOptions(32, Loss.CROSS_ENTROPY, SEED);
    return new ShortRun(network, new AlqTrainer(engine, network, plan(), options, data));
  }

  static QuantizationPlan plan() {
    Map<String, LayerPlan> layers = new LinkedHashMap<>();
    layers.put("conv.weight", LayerPlan.of(new Grouping.Kernelwise(), 4));
    layers.put("fc.weight", LayerPlan.of(new Grouping.Subchannelwise(4), 4));
    return new QuantizationPlan(layers);
  }
}
