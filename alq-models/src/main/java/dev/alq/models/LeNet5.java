package dev.alq.models;

import dev.alq.dataset.Augmentation;
import dev.alq.multibit.Grouping;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.step.Budget;
import dev.alq.train.FloatMethod;
import dev.alq.train.LayerPlan;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The paper's LeNet5, {@code 20C5-MP2-50C5-MP2-500FC-10}, for gray images 28×28 of ten classes:
 * 430,500 weights. (The appendix prints 50FC, but the 1720 KB of Table 2 are those of 500.)
 */
public final class LeNet5 {

  private static final int CLASSES = 10;
  private static final int MAX_BITWIDTH = 6;
  private static final double VALIDATION_SHARE = 1.0 / 6;

  /** What the weights of the row in the paper's table occupy. */
  private static final long PAPER_BYTES = 22_700;

  /** Moves training images by up to two pixels. */
  private static final Augmentation AGAINST_OVERFITTING = new Augmentation.Translate(2);

  private LeNet5() {}

  /**
   * The network with random weights.
   *
   * @param seed where the weights come from
   * @return images N,28,28,1 to logits N,10
   */
  public static Sequential create(long seed) {
    return create(CLASSES, seed);
  }

  /**
   * The network for other classes, with random weights.
   *
   * @param classes number of classes, at least 1
   * @param seed where the weights come from
   * @return images N,28,28,1 to logits N,classes
   */
  public static Sequential create(int classes, long seed) {
    return Sequential.of(
        "lenet5",
        Conv2d.create("conv1", 1, 20, 5, 1, 0, seed),
        new MaxPool("pool1", 2, 2, 0),
        new Relu("relu1"),
        Conv2d.create("conv2", 20, 50, 5, 1, 0, seed),
        new MaxPool("pool2", 2, 2, 0),
        new Relu("relu2"),
        new Flatten("flatten"),
        Linear.create("fc1", 800, 500, seed),
        new Relu("relu3"),
        Linear.create("fc2", 500, classes, seed));
  }

  /**
   * The paper's groups: kernelwise, kernelwise, two slices, whole rows.
   *
   * @return the plan for the network of {@link #create}
   */
  public static QuantizationPlan plan() {
    Map<String, LayerPlan> layers = new LinkedHashMap<>();
    layers.put("conv1.weight", LayerPlan.of(new Grouping.Kernelwise(), MAX_BITWIDTH));
    layers.put("conv2.weight", LayerPlan.of(new Grouping.Kernelwise(), MAX_BITWIDTH));
    layers.put("fc1.weight", LayerPlan.of(new Grouping.Subchannelwise(2), MAX_BITWIDTH));
    layers.put("fc2.weight", LayerPlan.of(new Grouping.Subchannelwise(1), MAX_BITWIDTH));
    return new QuantizationPlan(layers);
  }

  /**
   * How to train and quantize it.
   *
   * @param preset how much effort to take
   * @return the recipe
   */
  public static Recipe recipe(Preset preset) {
    return switch (preset) {
      case QUICK -> quick();
      case SHORT -> rounds("lenet5-short", 5);
      case PAPER -> rounds("lenet5-paper", 1);
    };
  }

  /**
   * The recipe of a first look, for about 12,000 images: a minute, most of the accuracy, and half a
   * bit per weight.
   *
   * @return the recipe
   */
  public static Recipe quickstart() {
    return new Recipe(
        "lenet5-quickstart",
        plan(),
        Schedule.of(floatTraining(5)),
        Schedule.of(
            new Phase.Sketching(),
            Phase.Prune.to(new Budget.AverageBitwidth(1)),
            new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)),
            Phase.Prune.to(new Budget.AverageBitwidth(0.5)),
            new Phase.OptimizeBases(4, LearningRate.tenthAfterHalf(1e-3, 4)),
            new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 0)),
        128,
        Loss.CROSS_ENTROPY,
        new Augmentation.None(),
        VALIDATION_SHARE);
  }

  /** A tenth of the paper's epochs. */
  private static Recipe quick() {
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase.Sketching());
    for (double bits : new double[] {2, 1, 0.6}) {
      phases.add(Phase.Prune.to(new Budget.AverageBitwidth(bits)));
      phases.add(new Phase.OptimizeBases(2, LearningRate.tenthAfterHalf(1e-3, 2)));
    }
    phases.add(Phase.Prune.to(new Budget.AverageBitwidth(0.38)));
    phases.add(new Phase.OptimizeBases(6, new LearningRate.Cosine(1e-3, 1e-5, 6)));
    phases.add(new Phase.OptimizeCoordinates(2, LearningRate.tenthAfterHalf(1e-4, 2), 0));
    return new Recipe(
        "lenet5-quick",
        plan(),
        Schedule.of(floatTraining(10)),
        new Schedule(phases),
        128,
        Loss.CROSS_ENTROPY,
        AGAINST_OVERFITTING,
        VALIDATION_SHARE);
  }

  /**
   * Appendix C.1: six rounds of 40 %, the last of which removes what it must to end at the bytes of
   * the paper's row, and 30 more epochs at the end. Training images are moved, which the paper does
   * not mention: without that the loss vanishes before the first pruning.
   *
   * @param name of the recipe
   * @param divisor what all numbers of epochs are divided by
   */
  private static Recipe rounds(String name, int divisor) {
    PaperRounds rounds = new PaperRounds(6, 0.4, 10 / divisor, 20 / divisor);
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase.Sketching());
    phases.addAll(rounds.phases(new Budget.Bytes(PAPER_BYTES)));
    phases.add(PaperRounds.settle(divisor));
    return new Recipe(
        name,
        plan(),
        Schedule.of(floatTraining(100 / divisor)),
        new Schedule(phases),
        128,
        Loss.CROSS_ENTROPY,
        AGAINST_OVERFITTING,
        VALIDATION_SHARE);
  }

  /**
   * Gradient descent along a cosine. The paper names no rates but "default hyperparameters"; with
   * those of PyTorch's example of its time, 0.01 and momentum 0.5, weights stay close to where they
   * began, and quantized networks lose more.
   */
  private static Phase floatTraining(int epochs) {
    return new Phase.Pretrain(
        epochs,
        new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9)),
        new LearningRate.Cosine(0.05, 0.001, epochs));
  }
}
