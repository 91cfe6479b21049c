package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.examples.run.Verification;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.step.Budget;
import dev.alq.train.AlqTrainer;
import dev.alq.train.DefaultGrouping;
import dev.alq.train.FloatMethod;
import dev.alq.train.LayerPlan;
import dev.alq.train.Phase;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import dev.alq.train.TrainingReport;
import dev.alq.train.TrainingStoppedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A layer of one's own that has weights of its own, all the way from training to packing. */
class CustomWeightsTest {

  private static final long SEED = 19;
  private static final int CHANNELS = 4;
  private static final Dataset DIGITS = SyntheticDigits.of(SEED, 120);
  private static final Provenance ORIGIN = new Provenance("", "custom", SEED, "");

  @TempDir private Path folder;
  @AutoClose private final Engine engine = Engine.start(1);

  /** The same convolution twice, with a ReLU in between: no built-in layer shares weights. */
  private record Twice(String name, Parameter weights, Parameter bias) implements CustomLayer {

    static Twice create() {
      Conv2d start = Conv2d.create("twice", CHANNELS, CHANNELS, 3, 1, 1, SEED);
      return new Twice("twice", start.weights(), Objects.requireNonNull(start.bias()));
    }

    @Override
    public Variable forward(Tape tape, Variable input) {
      Variable once = Functions.convolve(tape, input, weights, bias, 1, 1);
      return Functions.convolve(tape, Functions.relu(tape, once), weights, bias, 1, 1);
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(weights, bias);
    }

    /** What packed models know, with the same parameters. */
    Layer inKnownLayers() {
      return Sequential.of(
          name,
          new Conv2d(name + ".first", weights, bias, 1, 1),
          new Relu(name + ".relu"),
          new Conv2d(name + ".second", weights, bias, 1, 1));
    }
  }

  /** A network around the custom layer, and its trainer. */
  private record Run(Sequential network, Recipe recipe, AlqTrainer trainer) {

    static Run begin(Engine engine) {
      Sequential network = CustomWeightsTest.network(Twice.create());
      Recipe recipe = CustomWeightsTest.recipe(network);
      var data = AlqTrainer.Data.split(DIGITS, recipe.validationShare(), SEED);
      return new Run(
          network,
          recipe,
          new AlqTrainer(engine, network, recipe.plan(), recipe.options(SEED), data));
    }

    TrainingReport train(TrainingListener listener) {
      return trainer.run(recipe.schedule(), listener);
    }

    float[] values(String name) {
      return Objects.requireNonNull(network.state().get(name)).data().clone();
    }
  }

  private static Sequential network(Layer middle) {
    return Sequential.of(
        "custom",
        Conv2d.create("stem", 1, CHANNELS, 4, 4, 0, SEED),
        new Relu("stem.relu"),
        middle,
        new Relu("relu"),
        new Flatten("flatten"),
        Linear.create("classes", CHANNELS * 7 * 7, 10, SEED));
  }

  private static Recipe recipe(Layer network) {
    LearningRate rate = new LearningRate.Constant(3e-3);
    return new Recipe(
        "custom",
        DefaultGrouping.plan(network, 4),
        Schedule.of(new Phase.Pretrain(3, new FloatMethod.Adaptive(AdamOptions.DEFAULT), rate)),
        Schedule.of(
            new Phase.Sketching(),
            Phase.Prune.to(new Budget.AverageBitwidth(1.5)),
            new Phase.OptimizeBases(2, rate),
            new Phase.OptimizeCoordinates(1, rate, 0)),
        20,
        Loss.CROSS_ENTROPY,
        new Augmentation.None(),
        1.0 / 6);
  }

  @Test
  void itsWeightsAreTrainedGroupedAndQuantizedLikeOthers() {
    Run run = Run.begin(engine);
    assertEquals(
        LayerPlan.of(new Grouping.Channelwise(), 4),
        run.recipe.plan().layers().get("twice.weight"));
    float[] atStart = run.values("twice.weight");
    float[] biasAtStart = run.values("twice.bias");
    TrainingReport report = run.train(TrainingListener.NONE);
    assertTrue(
        report.epochs().get(2).trainLoss() < report.epochs().getFirst().trainLoss(),
        "seed " + SEED + ": " + report);
    assertTrue(report.epochs().getLast().averageBitwidth() <= 1.5, report.toString());
    Map<String, MultiBitTensor> quantized = run.trainer.quantizedWeights();
    assertEquals(
        List.of("stem.weight", "twice.weight", "classes.weight"), List.copyOf(quantized.keySet()));
    MultiBitTensor own = Objects.requireNonNull(quantized.get("twice.weight"));
    float[] reconstructed = new float[own.shape().size()];
    own.reconstruct(reconstructed);
    assertArrayEquals(reconstructed, run.values("twice.weight"), "what the network computes with");
    for (int group = 0; group < own.layout().groups(); group++) {
      assertTrue(own.bitwidth(group) <= 4);
    }
    assertFalse(Arrays.equals(atStart, reconstructed));
    assertFalse(Arrays.equals(biasAtStart, run.values("twice.bias")));
  }

  @Test
  void aRunStoppedInAnyPhaseGoesOnToTheSameBits() throws IOException {
    Run whole = Run.begin(engine);
    TrainingReport expected = whole.train(TrainingListener.NONE);
    // Of 15 float steps, 5 that prune, 10 on bases and 5 on coordinates.
    for (int stopAfter : List.of(8, 18, 23, 33)) {
      Path place = folder.resolve("after-" + stopAfter);
      RunDescription description = new RunDescription("{}", SEED, DIGITS.contentHash(), Map.of());
      try (RunFolder kept = begin(place, description)) {
        Run stopped = Run.begin(engine);
        TrainingListener stop = new StopAfter(stopped.trainer, stopAfter);
        assertThrows(
            TrainingStoppedException.class, () -> stopped.train(TrainingListener.all(kept, stop)));
      }
      Run resumed = Run.begin(engine);
      Schedule schedule = resumed.recipe.schedule();
      try (RunFolder kept =
          RunFolder.reopen(place, description, Map.of(), RunFolder.Keeping.DEFAULT)) {
        var state = kept.newest(schedule, resumed.recipe.plan()).orElseThrow().state();
        assertEquals(expected, resumed.trainer.resume(schedule, state, kept));
      }
      for (String name : whole.network.state().keySet()) {
        assertArrayEquals(
            whole.values(name), resumed.values(name), name + " after " + stopAfter + " batches");
      }
    }
  }

  private static RunFolder begin(Path place, RunDescription description) throws IOException {
    return RunFolder.begin(place, description, Map.of(), RunFolder.Keeping.DEFAULT);
  }

  private record StopAfter(AlqTrainer trainer, int[] left) implements TrainingListener {

    StopAfter(AlqTrainer trainer, int batches) {
      this(trainer, new int[] {batches});
    }

    @Override
    public void batchFinished(int batch, int batches, double loss) {
      if (--left[0] == 0) {
        trainer.requestStop();
      }
    }
  }

  @Test
  void packingNamesTheLayerAndTakesItInTheFormOfKnownOnes() {
    Run run = Run.begin(engine);
    run.train(TrainingListener.NONE);
    String refusal =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> pack(run, run.network))
                .getMessage());
    assertTrue(refusal.contains("layer 'twice'") && refusal.contains("Twice"), refusal);
    List<Layer> layers =
        run.network.layers().stream()
            .map(layer -> layer instanceof Twice twice ? twice.inKnownLayers() : layer)
            .toList();
    PackedModel model = pack(run, new Sequential("custom", layers));
    Verification verification =
        Verification.of(engine, run.network, model, SyntheticDigits.of(SEED + 1, 50));
    assertTrue(verification.agrees(), verification.toString());
  }

  private static PackedModel pack(Run run, Layer network) {
    return Packer.pack(
        network, run.trainer.quantizedWeights(), SyntheticDigits.preprocessing(), ORIGIN);
  }

  @Test
  void namesMustNotOccurTwice() {
    Layer network = Sequential.of("double", Twice.create(), Twice.create());
    String message =
        String.valueOf(assertThrows(IllegalStateException.class, network::state).getMessage());
    assertTrue(message.contains("'twice.weight'"), message);
  }
}
