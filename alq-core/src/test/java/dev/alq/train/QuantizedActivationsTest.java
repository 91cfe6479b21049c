package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationPlan;
import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizedActivationsTest {

  private static final long SEED = 79;

  @AutoClose private final Engine engine = Engine.start(2);

  /** Two ReLUs in a row, one of them in a residual layer. */
  private static Sequential network() {
    Layer body =
        Sequential.of(
            "body",
            Conv2d.withoutBias("conv2", 8, 8, 3, 1, 1, SEED),
            BatchNorm.create("norm2", 8),
            new Relu("relu2"));
    return Sequential.of(
        "stripes",
        Conv2d.create("conv", 1, 8, 3, 1, 1, SEED),
        new MaxPool("pool", 2, 2, 0),
        BatchNorm.create("norm", 8),
        new Relu("relu"),
        new Residual("block", body, Sequential.of("identity")),
        new Flatten("flatten"),
        Linear.create("fc", 8 * 16, 3, SEED));
  }

  private AlqTrainer trainer(Layer network) {
    AlqTrainer.Data data = new AlqTrainer.Data(new Stripes(1, 300), new Stripes(2, 90));
    TrainingOptions options = new TrainingOptions(20, Loss.CROSS_ENTROPY, SEED);
    return new AlqTrainer(engine, network, ShortRun.plan(), options, data);
  }

  private static final Schedule WEIGHTS =
      Schedule.of(
          new Phase.Pretrain(
              1, new FloatMethod.Adaptive(AdamOptions.AMSGRAD), new LearningRate.Constant(0.003)),
          new Phase.Sketching());

  @Test
  void everyReluBecomesAQuantizer() {
    Layer network = new ActivationPlan.Quantized(2, Reference.TIED).apply(network());
    List<String> names =
        ActivationQuantizer.of(network).stream().map(ActivationQuantizer::name).toList();
    assertEquals(List.of("relu", "relu2"), names);
    assertEquals(network().parameters().size(), network.parameters().size());
    Layer same = network();
    assertEquals(same, ActivationPlan.ofBits(32).apply(same));
    assertEquals(new ActivationPlan.Quantized(4, Reference.TIED), ActivationPlan.ofBits(4));
    for (int bits : new int[] {0, 9, 16, 33}) {
      assertThrows(IllegalArgumentException.class, () -> ActivationPlan.ofBits(bits));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, TIED", "2, TIED", "4, TIED", "1, FREE", "2, FREE"})
  void trainingLowersTheLoss(int bits, Reference reference) {
    Layer network = new ActivationPlan.Quantized(bits, reference).apply(network());
    AlqTrainer trainer = trainer(network);
    trainer.run(WEIGHTS, TrainingListener.NONE);
    ActivationQuantizer.of(network).forEach(q -> assertFalse(q.isActive(), q.name()));
    Schedule activations =
        Schedule.of(new Phase.QuantizeActivations(8, new LearningRate.Constant(1e-3)));
    TrainingReport report = trainer.run(activations, TrainingListener.NONE);
    String what = bits + " bits, seed " + SEED + ": " + report.epochs();
    double first = report.epochs().getFirst().trainLoss();
    double last = report.epochs().getLast().trainLoss();
    assertTrue(last < 0.7 * first, what);
    assertTrue(report.validationTop1() > 80, what);
    ActivationQuantizer.of(network).forEach(q -> assertNotNull(q.levels(), q.name()));
  }

  @Test
  void aNetworkThatIsNotSketchedKeepsItsFloatActivations() {
    Layer network = new ActivationPlan.Quantized(2, Reference.TIED).apply(network());
    LearningRate rate = new LearningRate.Constant(1e-3);
    Schedule activations = Schedule.of(new Phase.QuantizeActivations(1, rate));
    assertThrows(
        IllegalStateException.class,
        () -> trainer(network).run(activations, TrainingListener.NONE));
    ActivationQuantizer.of(network).forEach(q -> assertFalse(q.isActive(), q.name()));
  }

  private static List<ActivationLevels> levels(Layer network) {
    return ActivationQuantizer.of(network).stream()
        .map(q -> Objects.requireNonNull(q.levels()))
        .toList();
  }

  @Test
  void networkOfAnEarlierPhaseIsNotTheBest() {
    Layer network = new ActivationPlan.Quantized(1, Reference.TIED).apply(network());
    AlqTrainer trainer = trainer(network);
    Schedule schedule =
        Schedule.of(
            WEIGHTS.phases().getFirst(),
            new Phase.Sketching(),
            new Phase.OptimizeBases(3, new LearningRate.Constant(1e-3)),
            new Phase.QuantizeActivations(1, new LearningRate.Constant(1e-9)));
    TrainingReport report = trainer.run(schedule, TrainingListener.NONE);
    assertEquals(report.epochs().getLast().validationTop1(), report.validationTop1());
    ActivationQuantizer.of(network).forEach(q -> assertNotNull(q.levels(), q.name()));
  }

  @Test
  void pruningLeavesTheLevelsAsTheyAre() {
    Layer network = new ActivationPlan.Quantized(2, Reference.TIED).apply(network());
    AlqTrainer trainer = trainer(network);
    trainer.run(WEIGHTS, TrainingListener.NONE);
    LearningRate rate = new LearningRate.Constant(1e-3);
    trainer.run(Schedule.of(new Phase.QuantizeActivations(1, rate)), TrainingListener.NONE);
    List<ActivationLevels> before = levels(network);
    Schedule pruning = Schedule.of(Phase.Prune.to(new Budget.AverageBitwidth(1)));
    trainer.run(pruning, TrainingListener.NONE);
    assertEquals(before, levels(network));
  }

  @Test
  void evaluationIsDirectOnceActivationsAreQuantized() {
    Layer network = new ActivationPlan.Quantized(2, Reference.TIED).apply(network());
    Engine fast = engine.withConvolutions(ConvolutionMethod.WINOGRAD_WHERE_FASTER);
    assertEquals(
        ConvolutionMethod.WINOGRAD_WHERE_FASTER,
        Evaluation.engineFor(fast, network).convolutionMethod());
    ActivationQuantizer.of(network).forEach(ActivationQuantizer::activate);
    assertEquals(ConvolutionMethod.DIRECT, Evaluation.engineFor(fast, network).convolutionMethod());
  }

  @Test
  void networkWithoutQuantizersIsRefused() {
    AlqTrainer trainer = trainer(network());
    trainer.run(WEIGHTS, TrainingListener.NONE);
    Schedule activations =
        Schedule.of(new Phase.QuantizeActivations(1, new LearningRate.Constant(1e-3)));
    assertThrows(
        IllegalStateException.class, () -> trainer.run(activations, TrainingListener.NONE));
  }
}
