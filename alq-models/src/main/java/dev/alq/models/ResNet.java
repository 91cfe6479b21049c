package dev.alq.models;

import dev.alq.dataset.Augmentation;
import dev.alq.multibit.Grouping;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
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
 * Residual networks of 18 and 34 layers (He et al., 2016) for colour images, with the layout and
 * the parameter names of torchvision: "conv1.weight", "layer1.0.bn1.bias",
 * "layer2.0.downsample.0.weight", "fc.weight".
 */
public final class ResNet {

  private static final int COLOURS = 3;
  private static final int FIRST_CHANNELS = 64;
  private static final int STAGES = 4;
  private static final int[] EIGHTEEN_BLOCKS = {2, 2, 2, 2};
  private static final int[] THIRTY_FOUR_BLOCKS = {3, 4, 6, 3};
  private static final int LAST_CHANNELS = FIRST_CHANNELS << (STAGES - 1);
  private static final int MAX_BITWIDTH = 8;
  private static final int BATCH_SIZE = 256;
  private static final int QUICK_BATCH_SIZE = 64;
  private static final double QUICK_VALIDATION_SHARE = 0.1;

  /** Height and width of ILSVRC12's images as the paper takes them. */
  private static final int SIDE = 224;

  /** About 50,000 images of ILSVRC12. */
  private static final double VALIDATION_SHARE = 0.04;

  private ResNet() {}

  /** How deep a network is. */
  public enum Depth {
    /** ResNet18: 11,678,912 weights for 1000 classes. */
    EIGHTEEN("resnet18"),
    /** ResNet34: 21,779,648 weights for 1000 classes. */
    THIRTY_FOUR("resnet34");

    private final String network;

    Depth(String network) {
      this.network = network;
    }

    private int blocks(int stage) {
      return switch (this) {
        case EIGHTEEN -> EIGHTEEN_BLOCKS[stage];
        case THIRTY_FOUR -> THIRTY_FOUR_BLOCKS[stage];
      };
    }
  }

  /** The rows of the paper's table for ILSVRC12 with float activations. */
  public enum Row {
    /** 2.0 bits per weight after five prunings. */
    BITS_2(5, 2.0),
    /** 1.0 bit per weight after nine prunings. */
    BITS_1(9, 1.0);

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
   * ResNet18 with random weights.
   *
   * @param classes number of classes, at least 1
   * @param seed where the weights come from
   * @return images N,H,W,3 to logits N,classes
   */
  public static Sequential resnet18(int classes, long seed) {
    return create(Depth.EIGHTEEN, classes, seed);
  }

  /**
   * ResNet34 with random weights.
   *
   * @param classes number of classes, at least 1
   * @param seed where the weights come from
   * @return images N,H,W,3 to logits N,classes
   */
  public static Sequential resnet34(int classes, long seed) {
    return create(Depth.THIRTY_FOUR, classes, seed);
  }

  /**
   * A network with random weights. Convolutions begin as {@link Conv2d#heNormal} has it.
   *
   * @param depth how deep
   * @param classes number of classes, at least 1
   * @param seed where the weights come from
   * @return images N,H,W,3 to logits N,classes
   */
  public static Sequential create(Depth depth, int classes, long seed) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Conv2d.heNormal("conv1", COLOURS, FIRST_CHANNELS, 7, 2, 3, seed));
    layers.add(BatchNorm.create("bn1", FIRST_CHANNELS));
    layers.add(new Relu("relu"));
    layers.add(new MaxPool("maxpool", 3, 2, 1));
    int inputs = FIRST_CHANNELS;
    for (int stage = 0; stage < STAGES; stage++) {
      int outputs = FIRST_CHANNELS << stage;
      for (int i = 0; i < depth.blocks(stage); i++) {
        String name = "layer" + (stage + 1) + "." + i;
        layers.add(block(name, inputs, outputs, stage > 0 && i == 0 ? 2 : 1, seed));
        layers.add(new Relu(name + ".relu"));
        inputs = outputs;
      }
    }
    layers.add(new GlobalAveragePool("avgpool"));
    layers.add(Linear.create("fc", LAST_CHANNELS, classes, seed));
    return new Sequential(depth.network, layers);
  }

  private static Residual block(String name, int inputs, int outputs, int stride, long seed) {
    Sequential body =
        Sequential.of(
            name + ".body",
            Conv2d.heNormal(name + ".conv1", inputs, outputs, 3, stride, 1, seed),
            BatchNorm.create(name + ".bn1", outputs),
            new Relu(name + ".relu1"),
            Conv2d.heNormal(name + ".conv2", outputs, outputs, 3, 1, 1, seed),
            BatchNorm.create(name + ".bn2", outputs));
    return new Residual(name, body, shortcut(name + ".downsample", inputs, outputs, stride, seed));
  }

  /** The identity where the shapes agree, else a projection. */
  private static Sequential shortcut(String name, int inputs, int outputs, int stride, long seed) {
    if (stride == 1 && inputs == outputs) {
      return Sequential.of(name);
    }
    return Sequential.of(
        name,
        Conv2d.heNormal(name + ".0", inputs, outputs, 1, stride, 0, seed),
        BatchNorm.create(name + ".1", outputs));
  }

  /**
   * The paper's groups: the first layer channelwise, the last in two slices per row, all others
   * pixelwise; I_max 8.
   *
   * @param depth how deep
   * @return the plan for the network of {@link #create}, whatever the classes
   */
  public static QuantizationPlan plan(Depth depth) {
    LayerPlan pixelwise = LayerPlan.of(new Grouping.Pixelwise(), MAX_BITWIDTH);
    Map<String, LayerPlan> layers = new LinkedHashMap<>();
    layers.put("conv1.weight", LayerPlan.of(new Grouping.Channelwise(), MAX_BITWIDTH));
    for (int stage = 0; stage < STAGES; stage++) {
      for (int i = 0; i < depth.blocks(stage); i++) {
        String name = "layer" + (stage + 1) + "." + i;
        layers.put(name + ".conv1.weight", pixelwise);
        layers.put(name + ".conv2.weight", pixelwise);
        if (stage > 0 && i == 0) {
          layers.put(name + ".downsample.0.weight", pixelwise);
        }
      }
    }
    layers.put("fc.weight", LayerPlan.of(new Grouping.Subchannelwise(2), MAX_BITWIDTH));
    return new QuantizationPlan(layers);
  }

  /**
   * How to train and quantize the networks of {@link #create}, whatever the classes.
   *
   * @param preset how much effort to take
   * @param depth how deep
   * @param row which result to aim at
   * @return the recipe
   */
  public static Recipe recipe(Preset preset, Depth depth, Row row) {
    return switch (preset) {
      case QUICK -> quickRecipe(depth, row);
      case SHORT -> rounds(depth.network + "-short-", depth, row, 5);
      case PAPER -> paperRecipe(depth, row);
    };
  }

  /**
   * Appendix C.3: five or nine prunings of 15 %, each followed by 5 epochs of bases and 10 of
   * coordinates. From the row's bitwidth those prunings lead back to about 4.5 bits, well below
   * I_max, so one more of them stands in front and ends there. The last one removes what it must to
   * end at the row's bitwidth. Float training, which the paper takes over from torchvision, is
   * torchvision's: 90 epochs of gradient descent from 0.1. The paper's better rows have 50 epochs
   * of {@link Recipe#fineTuned} behind that.
   *
   * @param depth how deep
   * @param row which result to aim at
   * @return the recipe
   */
  public static Recipe paperRecipe(Depth depth, Row row) {
    return rounds(depth.network + "-paper-", depth, row, 1);
  }

  /** The paper's phases with all numbers of epochs divided. */
  private static Recipe rounds(String name, Depth depth, Row row, int divisor) {
    PaperRounds rounds = new PaperRounds(row.prunings, 0.15, 5 / divisor, 10 / divisor);
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase.Sketching());
    phases.addAll(rounds.round(new Budget.AverageBitwidth(rounds.begin(row.averageBitwidth))));
    phases.addAll(rounds.phases(new Budget.AverageBitwidth(row.averageBitwidth)));
    phases.add(PaperRounds.settle(divisor));
    return new Recipe(
        name + row.averageBitwidth + "-bit",
        plan(depth),
        Schedule.of(
            new Phase.Pretrain(
                90 / divisor,
                descent(Sgd.Momentum.CLASSICAL, 1e-4),
                new LearningRate.StepDecay(0.1, 0.1, 30 / divisor))),
        new Schedule(phases),
        BATCH_SIZE,
        Loss.CROSS_ENTROPY,
        Augmentation.Transforms.resizedCropFlip(SIDE),
        VALIDATION_SHARE);
  }

  /** For folders of some thousand pictures: smaller batches, few and large prunings. */
  private static Recipe quickRecipe(Depth depth, Row row) {
    int pretrain = 20;
    List<Phase> phases = new ArrayList<>();
    phases.add(new Phase.Sketching());
    for (double bits : new double[] {2 * row.averageBitwidth, row.averageBitwidth}) {
      phases.add(Phase.Prune.to(new Budget.AverageBitwidth(bits)));
      phases.add(new Phase.OptimizeBases(3, new LearningRate.Cosine(1e-3, 1e-4, 3)));
    }
    phases.add(new Phase.OptimizeBases(3, new LearningRate.Cosine(1e-4, 1e-5, 3)));
    phases.add(new Phase.OptimizeCoordinates(2, LearningRate.tenthAfterHalf(1e-4, 2), 0));
    return new Recipe(
        depth.network + "-quick-" + row.averageBitwidth + "-bit",
        plan(depth),
        Schedule.of(
            new Phase.Pretrain(
                pretrain,
                descent(Sgd.Momentum.NESTEROV, 5e-4),
                new LearningRate.Cosine(0.05, 5e-4, pretrain))),
        new Schedule(phases),
        QUICK_BATCH_SIZE,
        Loss.CROSS_ENTROPY,
        Augmentation.Transforms.resizedCropFlip(SIDE),
        QUICK_VALIDATION_SHARE);
  }

  private static FloatMethod descent(Sgd.Momentum kind, double weightDecay) {
    return new FloatMethod.GradientDescent(new Sgd.Options(0.9, kind, weightDecay));
  }
}
