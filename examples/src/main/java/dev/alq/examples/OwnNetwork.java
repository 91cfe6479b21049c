package dev.alq.examples;

import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.step.Budget;
import dev.alq.train.AlqTrainer;
import dev.alq.train.DefaultGrouping;
import dev.alq.train.FloatMethod;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;

/** A network of one's own: defined from layers, quantized by a recipe written for it, packed. */
public final class OwnNetwork {

  private static final int MAX_BITWIDTH = 4;

  private OwnNetwork() {}

  /**
   * Trains, quantizes and packs, in a few minutes.
   *
   * @param args not used
   * @throws IOException if it cannot be written
   */
  public static void main(String[] args) throws IOException {
    long seed = 1;
    Layer network = network(seed);
    PackedModel model = quantize(SyntheticDigits.of(1, 6_000), network, recipe(network), seed);
    System.out.println(PackedModelFile.write(model, Path.of("own.alq")) + " bytes");
  }

  /** A residual network for gray images: 16 channels at half, 32 at a quarter of their size. */
  static Layer network(long seed) {
    return Sequential.of(
        "own",
        Conv2d.withoutBias("stem.conv", 1, 16, 3, 2, 1, seed),
        BatchNorm.create("stem.norm", 16),
        new Relu("stem.relu"),
        block("block1", 16, 16, 1, seed),
        block("block2", 16, 32, 2, seed),
        block("block3", 32, 32, 1, seed),
        new GlobalAveragePool("mean"),
        Linear.create("classes", 32, 10, seed));
  }

  /** Two convolutions beside a shortcut, which is a convolution itself where shapes change. */
  private static Layer block(String name, int inputs, int outputs, int stride, long seed) {
    Layer body =
        Sequential.of(
            name + ".body",
            Conv2d.withoutBias(name + ".conv1", inputs, outputs, 3, stride, 1, seed),
            BatchNorm.create(name + ".norm1", outputs),
            new Relu(name + ".relu1"),
            Conv2d.withoutBias(name + ".conv2", outputs, outputs, 3, 1, 1, seed),
            BatchNorm.create(name + ".norm2", outputs));
    Layer shortcut =
        inputs == outputs
            ? Sequential.of(name + ".shortcut")
            : Sequential.of(
                name + ".shortcut",
                Conv2d.withoutBias(name + ".down", inputs, outputs, 1, stride, 0, seed),
                BatchNorm.create(name + ".norm3", outputs));
    return Sequential.of(
        name, new Residual(name + ".sum", body, shortcut), new Relu(name + ".relu2"));
  }

  /** One bit per weight on average. The groups are chosen by the layers' kinds and sizes. */
  static Recipe recipe(Layer network) {
    QuantizationPlan plan = DefaultGrouping.plan(network, MAX_BITWIDTH);
    return new Recipe(
        "own",
        plan,
        Schedule.of(
            new Phase.Pretrain(
                4,
                new FloatMethod.Adaptive(AdamOptions.DEFAULT),
                new LearningRate.Cosine(3e-3, 1e-4, 4))),
        Schedule.of(
            new Phase.Sketching(),
            Phase.Prune.to(new Budget.AverageBitwidth(2)),
            new Phase.OptimizeBases(2, LearningRate.tenthAfterHalf(1e-3, 2)),
            Phase.Prune.to(new Budget.AverageBitwidth(1)),
            new Phase.OptimizeBases(3, new LearningRate.Cosine(1e-3, 1e-5, 3)),
            new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 0)),
        64,
        Loss.CROSS_ENTROPY,
        new Augmentation.None(),
        1.0 / 6);
  }

  /**
   * The way from data to a packed model.
   *
   * @param digits images to learn from
   * @param network the network; training modifies it
   * @param recipe how to train and quantize it
   * @param seed where all randomness comes from
   * @return the packed model
   */
  static PackedModel quantize(Dataset digits, Layer network, Recipe recipe, long seed) {
    var data =
        AlqTrainer.Data.split(digits, recipe.validationShare(), seed)
            .augmented(recipe.augmentation());
    try (Engine engine = Engine.start()) {
      var trainer = new AlqTrainer(engine, network, recipe.plan(), recipe.options(seed), data);
      trainer.run(recipe.schedule(), TrainingListener.NONE);
      var origin = Provenance.of(digits.contentHash(), recipe.name(), seed);
      return Packer.pack(
          network, trainer.quantizedWeights(), SyntheticDigits.preprocessing(), origin);
    }
  }
}
