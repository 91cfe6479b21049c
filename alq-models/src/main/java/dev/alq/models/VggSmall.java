package dev.alq.models;

import dev.alq.dataset.Augmentation;
import dev.alq.multibit.Grouping;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.step.Budget;
import dev.alq.step.StraightThrough;
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
 * The paper's VGG, {@code 2×128C3-MP2-2×256C3-MP2-2×512C3-MP2-2×1024FC-10}, for colour images 32×32
 * of ten classes: 14,022,016 weights. Each convolution (and max-pool, where there is one) and each
 * hidden linear layer is followed by batch normalisation and ReLU.
 */
public final class VggSmall {

  private static final int CLASSES = 10;
  private static final int COLOURS = 3;
  private static final int[] CHANNELS = {128, 128, 256, 256, 512, 512};
  private static final int HIDDEN = 1024;

  /** Pixels that the three max-pools leave of 32×32. */
  private static final int LAST_PIXELS = 4 * 4;

  private static final int MAX_BITWIDTH = 8;
  private static final int BATCH_SIZE = 128;

  /** What training images get around them before a crop of their own size. */
  private static final int BORDER = 4;

  private static final double VALIDATION_SHARE = 0.1;

  /** Epochs at the end of each row of the quick recipe. */
  private static final int QUICK_TUNING = 12;

  private VggSmall() {}

  /** The rows of the paper's table for CIFAR-10. */
  public enum Row {
    /** 0.66 bits per weight after five prunings. */
    BITS_0_66(5, 0.66),
    /** 0.40 bits per weight after six prunings. */
    BITS_0_40(6, 0.40);

    private final int prunings;
    private final double averageBitwidth;

    Row(int prunings, double averageBitwidth) {
      this.prunings = prunings;
      this.averageBitwidth = averageBitwidth;
    }

    /**
     * Where the recipes of this row end.
     *
     * @return I_W over all weights
     */
    public double averageBitwidth() {
      return averageBitwidth;
    }
  }

  /**
   * The network of the paper with random weights.
   *
   * @param seed where the weights come from
   * @return images N,32,32,3 to logits N,10
   */
  public static Sequential create(long seed) {
    return create(1, seed);
  }

  /**
   * The network with more or fewer channels, with random weights.
   *
   * @param width factor of the channels and of the sizes of the hidden linear layers, which are
   *     rounded to even numbers, at least 2; positive and at most 16
   * @param seed where the weights come from
   * @return images N,32,32,3 to logits N,10
   * @throws IllegalArgumentException if the width is out of range
   */
  public static Sequential create(double width, long seed) {
    return create(width, CLASSES, seed);
  }

  /**
   * The network with more or fewer channels for other classes, with random weights.
   *
   * @param width factor of the channels and of the sizes of the hidden linear layers, which are
   *     rounded to even numbers, at least 2; positive and at most 16
   * @param classes number of classes, at least 1
   * @param seed where the weights come from
   * @return images N,32,32,3 to logits N,classes
   * @throws IllegalArgumentException if the width is out of range
   */
  public static Sequential create(double width, int classes, long seed) {
    if (!(width > 0 && width <= 16)) {
      throw new IllegalArgumentException("width must be positive and at most 16, not " + width);
    }
    List<Layer> layers = new ArrayList<>();
    int inputs = COLOURS;
    for (int i = 1; i <= CHANNELS.length; i++) {
      int outputs = scaled(CHANNELS[i - 1], width);
      layers.add(Conv2d.create("conv" + i, inputs, outputs, 3, 1, 1, seed));
      if (i % 2 == 0) {
        layers.add(new MaxPool("pool" + i / 2, 2, 2, 0));
      }
      layers.add(BatchNorm.create("bn" + i, outputs));
      layers.add(new Relu("relu" + i));
      inputs = outputs;
    }
    layers.add(new Flatten("flatten"));
    int hidden = scaled(HIDDEN, width);
    layers.add(Linear.create("fc1", inputs * LAST_PIXELS, hidden, seed));
    layers.add(BatchNorm.create("bn7", hidden));
    layers.add(new Relu("relu7"));
    layers.add(Linear.create("fc2", hidden, hidden, seed));
    layers.add(BatchNorm.create("bn8", hidden));
    layers.add(new Relu("relu8"));
    layers.add(Linear.create("fc3", hidden, classes, seed));
    return new Sequential("vgg-small", layers);
  }

  /** Even, so that the rows of linear layers can be halved. */
  private static int scaled(int size, double width) {
    return Math.max(2, 2 * (int) Math.round(size * width / 2));
  }

  /**
   * The paper's groups: channelwise, five times pixelwise, then 16, 2 and 2 slices per row; I_max
   * 8.
   *
   * @return the plan for the networks of {@link #create(double, long)}, whatever their width
   */
  public static QuantizationPlan plan() {
    Map<String, LayerPlan> layers = new LinkedHashMap<>();
    layers.put("conv1.weight", LayerPlan.of(new Grouping.Channelwise(), MAX_BITWIDTH));
    for (int i = 2; i <= CHANNELS.length; i++) {
      layers.put("conv" + i + ".weight", LayerPlan.of(new Grouping.Pixelwise(), MAX_BITWIDTH));
    }
    layers.put("fc1.weight", LayerPlan.of(new Grouping.Subchannelwise(16), MAX_BITWIDTH));
    layers.put("fc2.weight", LayerPlan.of(new Grouping.Subchannelwise(2), MAX_BITWIDTH));
    layers.put("fc3.weight", LayerPlan.of(new Grouping.Subchannelwise(2), MAX_BITWIDTH));
    return new QuantizationPlan(layers);
  }

  /**
   * How to train and quantize the networks of {@link #create(double, long)}, whatever their width.
   *
   * @param preset how much effort to take
   * @param row which result to aim at
   * @return the recipe
   */
  public static Recipe recipe(Preset preset, Row row) {
    return switch (preset) {
      case QUICK -> quickRecipe(row);
      case SHORT -> rounds("vgg-small-short-", largeSteps(), row, 10);
      case PAPER -> paperRecipe(row);
    };
  }

  /**
   * Appendix C.2: 200 float epochs of Adam, then five or six prunings of 40 %, each followed by 10
   * epochs of bases and 20 of coordinates, and 30 more epochs of bases. The last pruning removes
   * what it must to end at the row's bitwidth.
   *
   * @param row which result to aim at
   * @return the recipe
   */
  public static Recipe paperRecipe(Row row) {
    Phase adaptive =
        new Phase.Pretrain(
            200,
            new FloatMethod.Adaptive(AdamOptions.DEFAULT),
            new LearningRate.StepDecay(0.01, 0.2, 30));
    return rounds("vgg-small-paper-", adaptive, row, 1);
  }

  /** Float training, and the paper's phases behind it with all numbers of epochs divided. */
  private static Recipe rounds(String name, Phase floatTraining, Row row, int divisor) {
    PaperRounds rounds = new PaperRounds(row.prunings, 0.4, 10 / divisor, 20 / divisor);
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase.Sketching());
    phases.addAll(rounds.phases(new Budget.AverageBitwidth(row.averageBitwidth)));
    phases.add(PaperRounds.settle(divisor));
    return recipe(name + row.averageBitwidth + "-bit", floatTraining, phases);
  }

  /** Gradient descent along a cosine, for a tenth of the paper's epochs. */
  private static Phase largeSteps() {
    int epochs = 20;
    return new Phase.Pretrain(
        epochs,
        new FloatMethod.GradientDescent(new Sgd.Options(0.9, Sgd.Momentum.NESTEROV, 5e-4)),
        new LearningRate.Cosine(0.05, 5e-4, epochs));
  }

  /**
   * The same data, batches and final bitwidths in a tenth of the epochs: large steps of gradient
   * descent along a cosine, then many small prunings, and at each row's bitwidth a fine-tuning with
   * a float copy, as the paper has it for ResNets. The row of 0.40 bits goes on where that of 0.66
   * ends.
   */
  private static Recipe quickRecipe(Row row) {
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase.Sketching());
    for (Row reached : Row.values()) {
      if (reached.averageBitwidth >= row.averageBitwidth) {
        for (double bits : quickPrunings(reached)) {
          phases.add(Phase.Prune.to(new Budget.AverageBitwidth(bits)));
          phases.add(new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)));
        }
        phases.add(Phase.Prune.to(new Budget.AverageBitwidth(reached.averageBitwidth)));
        phases.add(
            new Phase.FineTune(
                QUICK_TUNING,
                new LearningRate.Cosine(1e-3, 1e-5, QUICK_TUNING),
                StraightThrough.Projection.LOSS_AWARE,
                Phase.FloatCopy.RESTARTED));
      }
    }
    return recipe("vgg-small-quick-" + row.averageBitwidth + "-bit", largeSteps(), phases);
  }

  /** Bitwidths on the way to a row from the one before. */
  private static double[] quickPrunings(Row row) {
    return switch (row) {
      case BITS_0_66 -> new double[] {3, 2, 1.4, 1, 0.8};
      case BITS_0_40 -> new double[] {0.52};
    };
  }

  private static Recipe recipe(String name, Phase floatTraining, List<Phase> quantization) {
    return new Recipe(
        name,
        plan(),
        Schedule.of(floatTraining),
        new Schedule(quantization),
        BATCH_SIZE,
        Loss.CROSS_ENTROPY,
        Augmentation.Transforms.padCropFlip(BORDER),
        VALIDATION_SHARE);
  }
}
