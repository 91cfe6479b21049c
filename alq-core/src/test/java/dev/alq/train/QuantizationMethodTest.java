package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.StorageCost;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.step.Budget;
import dev.alq.step.StraightThrough.Projection;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method trains, ends at its budget, and goes the whole way to a session. */
class QuantizationMethodTest {

  private static final double BITS = 1;
  private static final long SEED = 77;

  private static final Schedule ALQ =
      Schedule.of(
          new Phase.Pretrain(
              4,
              new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9)),
              new LearningRate.Constant(0.05)),
          new Phase.Sketching(),
          Phase.Prune.to(new Budget.AverageBitwidth(2)),
          new Phase.OptimizeBases(2, new LearningRate.Constant(1e-3)),
          Phase.Prune.to(new Budget.AverageBitwidth(BITS)),
          new Phase.OptimizeBases(2, new LearningRate.Constant(1e-3)),
          new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 0));

  @TempDir private Path folder;

  static Stream<QuantizationMethod> methods() {
    return Stream.of(
        new QuantizationMethod.Adaptive(),
        new QuantizationMethod.UniformBitwidth(BITS),
        new QuantizationMethod.UniformStraightThrough(BITS, Projection.RECONSTRUCTION),
        new QuantizationMethod.UniformStraightThrough(BITS, Projection.LOSS_AWARE),
        new QuantizationMethod.UniformStraightThrough(BITS, Projection.FIXED_COORDINATES),
        new QuantizationMethod.AdaptiveStraightThrough(Phase.FloatCopy.KEPT),
        new QuantizationMethod.AdaptiveStraightThrough(Phase.FloatCopy.RESTARTED));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void phasesAreReplacedOneForOne(QuantizationMethod method) {
    Schedule schedule = method.schedule(ALQ);
    assertEquals(ALQ.phases().size(), schedule.phases().size());
    for (int p = 0; p < ALQ.phases().size(); p++) {
      assertEquals(ALQ.phases().get(p).epochs(), schedule.phases().get(p).epochs());
    }
  }

  /** Steps with a kept copy stand behind a fine-tuning that would have begun one of its own. */
  @Test
  void aFineTuningOnTheWayKeepsTheCopyThatIsNeededBehindIt() {
    LearningRate rate = new LearningRate.Constant(1e-3);
    var restarted = new Phase.FineTune(1, rate, Projection.LOSS_AWARE, Phase.FloatCopy.RESTARTED);
    Schedule alq =
        Schedule.of(new Phase.Sketching(), restarted, new Phase.OptimizeBases(1, rate), restarted);
    var kept = Phase.FloatCopy.KEPT;
    assertEquals(
        List.of(
            new Phase.Sketching(),
            new Phase.FineTune(1, rate, Projection.LOSS_AWARE, kept),
            new Phase.FineTune(1, rate, Projection.RECONSTRUCTION, kept),
            restarted),
        new QuantizationMethod.AdaptiveStraightThrough(kept).schedule(alq).phases());
  }

  @Test
  void labelsTellMethodsApart() {
    assertEquals(methods().count(), methods().map(QuantizationMethod::label).distinct().count());
  }

  /** A network and its trainer. */
  private record Attempt(Sequential network, AlqTrainer trainer) {
    static Attempt begin(Engine engine) {
      Sequential network =
          Sequential.of(
              "stripes",
              Conv2d.create("conv", 1, 8, 3, 1, 1, SEED),
              new MaxPool("pool", 2, 2, 0),
              BatchNorm.create("norm", 8),
              new Relu("relu"),
              new Flatten("flatten"),
              Linear.create("fc", 8 * 16, 3, SEED));
      AlqTrainer.Data data = new AlqTrainer.Data(new Stripes(1, 85), new Stripes(2, 30));
      TrainingOptions options = new TrainingOptions(32, Loss.CROSS_ENTROPY, SEED);
      return new Attempt(network, new AlqTrainer(engine, network, ShortRun.plan(), options, data));
    }
  }

  private record Outcome(TrainingReport report, Attempt run, byte[] file) {}

  private Outcome train(QuantizationMethod method, Engine engine) throws IOException {
    Attempt run = Attempt.begin(engine);
    TrainingReport report = run.trainer().run(method.schedule(ALQ), TrainingListener.NONE);
    Path file = folder.resolve("model");
    Preprocessing preprocessing =
        new Preprocessing(
            Stripes.SIDE,
            Stripes.SIDE,
            new Normalization(List.of(0f), List.of(1f)),
            new Stripes(1, 3).classNames());
    Map<String, MultiBitTensor> weights = run.trainer().quantizedWeights();
    Provenance provenance = new Provenance("", method.label(), SEED, "");
    PackedModelFile.write(Packer.pack(run.network(), weights, preprocessing, provenance), file);
    return new Outcome(report, run, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void trainsToTheBudgetAndOnToASession(QuantizationMethod method) throws IOException {
    try (Engine engine = Engine.start(2)) {
      Outcome outcome = train(method, engine);
      assertTrue(
          outcome.report.validationTop1() > 80, method + ": " + outcome.report.validationTop1());
      List<MultiBitTensor> weights = List.copyOf(outcome.run.trainer().quantizedWeights().values());
      assertTrue(StorageCost.of(weights).averageBitwidth() <= BITS, method.toString());
      long basisBits = StorageCost.of(weights).basisBits();
      long wanted = (long) (BITS * StorageCost.of(weights).weights());
      assertTrue(wanted - basisBits < 32, method + ": " + basisBits + " of " + wanted);
      assertSessionAgrees(engine, outcome.run, method);
    }
  }

  /** The session, on the file, gives as many right answers as the network. */
  private void assertSessionAgrees(Engine engine, Attempt run, QuantizationMethod method)
      throws IOException {
    Stripes data = new Stripes(5, 60);
    Tensor images = Tensor.zeros(Shape.of(60, Stripes.SIDE, Stripes.SIDE, 1));
    for (int i = 0; i < 60; i++) {
      data.image(i, 0, images.data(), i * Stripes.SIDE * Stripes.SIDE);
    }
    PackedModel model = PackedModelFile.read(folder.resolve("model"));
    long right = 0;
    try (InferenceSession session = InferenceSession.of(model, engine)) {
      Tensor logits = session.logits(images);
      for (int i = 0; i < 60; i++) {
        int best = 0;
        for (int c = 1; c < 3; c++) {
          best = logits.data()[3 * i + c] > logits.data()[3 * i + best] ? c : best;
        }
        right += best == data.label(i) ? 1 : 0;
      }
    }
    assertEquals(Evaluation.of(engine, run.network(), data).right(), right, method.toString());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void threadsDoNotChangeTheFile(QuantizationMethod method) throws IOException {
    byte[] onOne;
    try (Engine engine = Engine.start(1)) {
      onOne = train(method, engine).file;
    }
    try (Engine engine = Engine.start(3)) {
      assertArrayEquals(onOne, train(method, engine).file, method.toString());
    }
  }

  @Test
  void uniformMethodsKeepTheirBitwidthInEveryGroup() throws IOException {
    List<QuantizationMethod> uniform =
        List.of(
            new QuantizationMethod.UniformBitwidth(2),
            new QuantizationMethod.UniformStraightThrough(2, Projection.RECONSTRUCTION));
    for (QuantizationMethod method : uniform) {
      try (Engine engine = Engine.start(1)) {
        for (MultiBitTensor weights :
            train(method, engine).run.trainer().quantizedWeights().values()) {
          for (int group = 0; group < weights.layout().groups(); group++) {
            assertEquals(2, weights.bitwidth(group), method + ", group " + group);
          }
        }
      }
    }
  }

  /** The copy begins as the float weights and is there from the sketch to its last phase. */
  @Test
  void aKeptCopyLivesFromTheSketchToItsLastPhase() {
    CopyWatch watch = new CopyWatch();
    try (Engine engine = Engine.start(1)) {
      var method = new QuantizationMethod.AdaptiveStraightThrough(Phase.FloatCopy.KEPT);
      Attempt.begin(engine).trainer().run(method.schedule(ALQ), watch);
    }
    assertEquals(List.of("2 kept", "3 kept", "4 kept", "5 kept", "6 none", "7 none"), watch.heard);
    assertArrayEquals(watch.floats, watch.first);
  }

  /** Looks at the float copy of one layer before each phase. */
  private static final class CopyWatch implements TrainingListener {
    private static final String NAME = "fc.weight";
    private final List<String> heard = new ArrayList<>();
    private float[] floats = {};
    private float[] first = {};

    @Override
    public void stateReached(TrainingState state) {
      WeightState weight = state.quantized().get(NAME);
      if (weight == null) {
        floats = Objects.requireNonNull(state.network().get(NAME)).data().clone();
      } else if (state.position().beginsPhase()) {
        Tensor copy = weight.floatCopy();
        heard.add(state.phase() + (copy == null ? " none" : " kept"));
        if (copy != null && first.length == 0) {
          first = copy.data().clone();
        }
      }
    }
  }

  @Test
  void aCopyThatIsNotThereCannotBeKept() {
    Phase kept = fineTune(Phase.FloatCopy.KEPT);
    assertThrows(IllegalArgumentException.class, () -> Schedule.of(kept));
    Phase restarted = fineTune(Phase.FloatCopy.RESTARTED);
    Phase sketch = new Phase.Sketching();
    assertThrows(IllegalArgumentException.class, () -> Schedule.of(sketch, restarted, kept));
    assertEquals(3, Schedule.of(sketch, kept, restarted).phases().size());
  }

  @Test
  void straightThroughMethodsDoNotQuantizeActivations() {
    Schedule schedule =
        Schedule.of(
            new Phase.Sketching(),
            new Phase.QuantizeActivations(1, new LearningRate.Constant(1e-3)));
    methods()
        .forEach(method -> {
          if (method.label().contains("ste-")) {
            assertThrows(IllegalArgumentException.class, () -> method.schedule(schedule));
          } else {
            assertEquals(1, method.schedule(schedule).epochs());
          }
        });
  }

  private static Phase fineTune(Phase.FloatCopy copy) {
    return new Phase.FineTune(1, new LearningRate.Constant(1e-3), Projection.RECONSTRUCTION, copy);
  }
}
