package dev.alq.examples.compare;

import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.run.ModelSize;
import dev.alq.examples.run.Verification;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Evaluation;
import dev.alq.train.RunDescription;
import dev.alq.train.TrainingListener;
import dev.alq.train.TrainingReport;
import dev.alq.train.TrainingState;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several methods on the same float network: what {@code quantize} would make of the same seed, but
 * the float training is done once.
 */
final class Comparison {

  private final Surroundings surroundings;
  private final Engine engine;
  private final Network network;
  private final Recipe recipe;
  private final ImageData data;
  private final long seed;
  private @Nullable TrainingState floatNetwork;
  private double floatTop1;

  /**
   * Prepares.
   *
   * @param surroundings is told how it goes on
   * @param engine what to compute on
   * @param network the network to train
   * @param recipe how ALQ trains it
   * @param data what to learn from and report on
   * @param seed where all randomness comes from
   */
  Comparison(
      Surroundings surroundings,
      Engine engine,
      Network network,
      Recipe recipe,
      ImageData data,
      long seed) {
    this.surroundings = surroundings;
    this.engine = engine;
    this.network = network;
    this.recipe = recipe;
    this.data = data;
    this.seed = seed;
  }

  /** Which run that of a method is: one hash over all that decides its row. */
  String run(MethodName method, double bits) {
    return run(network, changed(recipe, method, bits), data, seed);
  }

  /**
   * Which run one is.
   *
   * @param network what is trained
   * @param changed the whole recipe of a method
   * @param data what it learns from and is tested on
   * @param seed where all randomness comes from
   * @return 64 hexadecimal digits; equal for equal runs only
   */
  static String run(Network network, Recipe changed, ImageData data, long seed) {
    Map<String, String> facts =
        Map.of(
            "network", network.toString(),
            "image shape", data.train().imageShape().toString(),
            "test images", data.test().contentHash());
    String recipe = RecipeJson.line(changed);
    return new RunDescription(recipe, seed, data.train().contentHash(), facts).hash();
  }

  /** Quantizes by a method and tests what a session makes of the packed network. */
  ComparedRun row(MethodName name, double bits) {
    TrainingState start = floatNetwork();
    Recipe changed = changed(recipe, name, bits);
    Layer layers =
        recipe
            .activations()
            .apply(NetworkPlan.of(network).create(data.train().classNames().size(), seed));
    AlqTrainer trainer = trainer(layers);
    surroundings.err().println(changed.name() + ", seed " + seed);
    TrainingReport report =
        trainer.resume(
            changed.schedule(), start, surroundings.progress(changed.schedule().epochs()));
    PackedModel model =
        Packer.pack(
            layers,
            trainer.quantizedWeights(),
            data.train().preprocessing(),
            Provenance.of(data.train().contentHash(), changed.name(), seed));
    Verification verification = Verification.of(engine, layers, model, data.test());
    if (!verification.agrees()) {
      throw new CommandFailure(
          changed.name() + ", seed " + seed + ": the packed network differs: " + verification);
    }
    ModelSize size = ModelSize.of(model);
    return new ComparedRun(
        run(network, changed, data, seed),
        recipe.name(),
        data.name().toString(),
        bits,
        name,
        seed,
        changed.quantization().epochs(),
        floatTop1,
        report.validationTop1(),
        verification.packedTop1(),
        size.averageBitwidth(),
        size.bytes());
  }

  /**
   * The recipe of a method.
   *
   * @param recipe the recipe of ALQ
   * @throws IllegalArgumentException if it cannot end there
   */
  static Recipe changed(Recipe recipe, MethodName method, double bits) {
    return recipe.endingAt(bits).with(method.at(bits));
  }

  /** The state after float training, from which every method goes on. */
  private TrainingState floatNetwork() {
    if (floatNetwork == null) {
      Layer layers =
          recipe
              .activations()
              .apply(NetworkPlan.of(network).create(data.train().classNames().size(), seed));
      surroundings.err().println(recipe.name() + ", float, seed " + seed);
      LastState last = new LastState();
      trainer(layers)
          .run(
              recipe.floatTraining(),
              TrainingListener.all(surroundings.progress(recipe.floatTraining().epochs()), last));
      floatTop1 = Evaluation.of(engine, layers, data.test()).top1();
      floatNetwork = Objects.requireNonNull(last.state);
    }
    return floatNetwork;
  }

  private AlqTrainer trainer(Layer layers) {
    AlqTrainer.Data split =
        AlqTrainer.Data.split(data.train(), recipe.validationShare(), seed)
            .augmented(recipe.augmentation());
    return new AlqTrainer(engine, layers, recipe.plan(), recipe.options(seed), split);
  }

  /** Keeps the last state; nobody trains its network any further. */
  private static final class LastState implements TrainingListener {
    private @Nullable TrainingState state;

    @Override
    public void stateReached(TrainingState reached) {
      state = reached;
    }
  }
}
