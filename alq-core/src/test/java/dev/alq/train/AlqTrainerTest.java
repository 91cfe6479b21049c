package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
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
import dev.alq.step.Budget;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.StraightThrough;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlqTrainerTest {

  private static final long SEED = 20200614;
  private static final int MAX_BITWIDTH = 4;

  private static final Schedule FLOAT =
      Schedule.of(
          new Phase.Pretrain(
              4,
              new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9)),
              new LearningRate.Constant(0.05)));

  private static final Schedule QUANTIZATION =
      Schedule.of(
          new Phase.Sketching(),
          Phase.Prune.to(new Budget.AverageBitwidth(2)),
          new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)),
          Phase.Prune.to(new Budget.AverageBitwidth(1)),
          new Phase.OptimizeBases(2, new LearningRate.Constant(1e-3)),
          new Phase.OptimizeCoordinates(1, new LearningRate.Constant(1e-4), 1e-4));

  private static Sequential network() {
    return Sequential.of(
        "stripes",
        Conv2d.create("conv", 1, 8, 3, 1, 1, SEED),
        new MaxPool("pool", 2, 2, 0),
        BatchNorm.create("norm", 8),
        new Relu("relu"),
        new Flatten("flatten"),
        Linear.create("fc", 8 * 16, 3, SEED));
  }

  private static QuantizationPlan plan() {
    Map<String, LayerPlan> layers = new LinkedHashMap<>();
    layers.put("conv.weight", LayerPlan.of(new Grouping.Kernelwise(), MAX_BITWIDTH));
    layers.put("fc.weight", LayerPlan.of(new Grouping.Subchannelwise(4), MAX_BITWIDTH));
    return new QuantizationPlan(layers);
  }

  private static AlqTrainer trainer(Engine engine, Sequential network) {
    AlqTrainer.Data data = new AlqTrainer.Data(new Stripes(1, 300), new Stripes(2, 90));
    return new AlqTrainer(
        engine, network, plan(), new TrainingOptions(32, Loss.CROSS_ENTROPY, SEED), data);
  }

  @Test
  void learnsQuantizesAndKeepsWhatItLearned() {
    try (Engine engine = Engine.start(2)) {
      Sequential network = network();
      AlqTrainer trainer = trainer(engine, network);
      double floatTop1 = trainer.run(FLOAT, TrainingListener.NONE).validationTop1();
      double quantizedTop1 = trainer.run(QUANTIZATION, TrainingListener.NONE).validationTop1();
      assertTrue(floatTop1 > 95, "float " + floatTop1);
      assertTrue(quantizedTop1 > 90, "quantized " + quantizedTop1 + ", float " + floatTop1);
    }
  }

  @Test
  void endsAtTheBudgetWithTheBestEpochAndItsWeightsWrittenBack() {
    try (Engine engine = Engine.start(2)) {
      Sequential network = network();
      AlqTrainer trainer = trainer(engine, network);
      trainer.run(FLOAT, TrainingListener.NONE);
      TrainingReport report = trainer.run(QUANTIZATION, TrainingListener.NONE);

      double atBudget =
          report.epochs().stream()
              .filter(e -> e.phaseIndex() >= 3)
              .mapToDouble(EpochMetrics::validationTop1)
              .max()
              .orElseThrow();
      assertEquals(atBudget, report.validationTop1());
      double again = Evaluation.of(engine, network, new Stripes(2, 90)).top1();
      assertEquals(report.validationTop1(), again, "the network kept is not the best one");

      List<MultiBitTensor> weights = List.copyOf(trainer.quantizedWeights().values());
      double bits = StorageCost.of(weights).averageBitwidth();
      long largestGroup = 32;
      long all = StorageCost.of(weights).weights();
      assertTrue(bits <= 1 && bits > 1 - (double) largestGroup / all, "average bitwidth " + bits);
      for (var parameter : network.parameters()) {
        MultiBitTensor quantized = trainer.quantizedWeights().get(parameter.name());
        if (quantized != null) {
          float[] expected = new float[parameter.value().size()];
          quantized.reconstruct(expected);
          assertArrayEquals(expected, parameter.value().data(), parameter.name());
        }
      }
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    List<Map<String, float[]>> results = new ArrayList<>();
    for (int threads = 1; threads <= 3; threads++) {
      try (Engine engine = Engine.start(threads)) {
        Sequential network = network();
        AlqTrainer trainer = trainer(engine, network);
        trainer.run(FLOAT, TrainingListener.NONE);
        trainer.run(QUANTIZATION, TrainingListener.NONE);
        Map<String, float[]> state = new LinkedHashMap<>();
        network.state().forEach((name, tensor) -> state.put(name, tensor.copy().data()));
        results.add(state);
      }
    }
    for (Map<String, float[]> other : results) {
      results
          .getFirst()
          .forEach((name, values) -> assertArrayEquals(values, other.get(name), name));
    }
  }

  @Test
  void pruningLeavesRunningStatisticsAsTheyAre() {
    try (Engine engine = Engine.start(1)) {
      Sequential network = network();
      AlqTrainer trainer = trainer(engine, network);
      trainer.run(FLOAT, TrainingListener.NONE);
      trainer.run(Schedule.of(new Phase.Sketching()), TrainingListener.NONE);
      Map<String, Tensor> before = new LinkedHashMap<>();
      network.buffers().forEach((name, tensor) -> before.put(name, tensor.copy()));
      trainer.run(Schedule.of(Phase.Prune.to(new Budget.Ratio(0.4))), TrainingListener.NONE);
      assertFalse(before.isEmpty());
      network
          .buffers()
          .forEach((name, tensor) -> {
            Tensor old = before.get(name);
            assertArrayEquals(old == null ? null : old.data(), tensor.data(), name);
          });
    }
  }

  @Test
  void aPruningPhaseOfSeveralEpochsMeetsItsBudgetOnlyAtTheEnd() {
    try (Engine engine = Engine.start(1)) {
      AlqTrainer trainer = trainer(engine, network());
      trainer.run(FLOAT, TrainingListener.NONE);
      TrainingReport report =
          trainer.run(
              Schedule.of(
                  new Phase.Sketching(),
                  new Phase.Prune(
                      new Budget.AverageBitwidth(0.5),
                      2,
                      new LearningRate.Constant(1e-3),
                      CoordinatePruner.Selection.DEFAULT)),
              TrainingListener.NONE);
      assertTrue(report.epochs().getFirst().averageBitwidth() > 0.5);
      assertTrue(report.epochs().getLast().averageBitwidth() <= 0.5);
      assertEquals(report.epochs().getLast().validationTop1(), report.validationTop1());
    }
  }

  @Test
  void straightThroughPhasesTrainToo() {
    for (StraightThrough.Projection projection : StraightThrough.Projection.values()) {
      try (Engine engine = Engine.start(1)) {
        AlqTrainer trainer = trainer(engine, network());
        trainer.run(FLOAT, TrainingListener.NONE);
        TrainingReport report =
            trainer.run(
                Schedule.of(
                    new Phase.Sketching(),
                    new Phase.FineTune(
                        2, new LearningRate.Constant(1e-4), projection, Phase.FloatCopy.RESTARTED)),
                TrainingListener.NONE);
        assertTrue(report.validationTop1() > 90, projection + ": " + report.validationTop1());
      }
    }
  }

  @Test
  void aLossThatIsNotFiniteNamesTheLayerItComesFrom() {
    try (Engine engine = Engine.start(1)) {
      Sequential network = network();
      network.parameters().stream()
          .filter(p -> p.name().equals("norm.weight"))
          .forEach(p -> p.value().data()[3] = Float.NaN);
      AlqTrainer trainer = trainer(engine, network);
      NonFiniteException failure =
          assertThrows(NonFiniteException.class, () -> trainer.run(FLOAT, TrainingListener.NONE));
      assertTrue(
          String.valueOf(failure.getMessage()).endsWith("comes from layer norm"),
          failure.getMessage());
    }
  }

  @Test
  void phasesOutOfPlaceAreRefused() {
    try (Engine engine = Engine.start(1)) {
      AlqTrainer trainer = trainer(engine, network());
      Schedule bases = Schedule.of(new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)));
      assertThrows(IllegalStateException.class, () -> trainer.run(bases, TrainingListener.NONE));
      trainer.run(Schedule.of(new Phase.Sketching()), TrainingListener.NONE);
      assertThrows(IllegalStateException.class, () -> trainer.run(FLOAT, TrainingListener.NONE));
      Phase sketch = new Phase.Sketching();
      assertThrows(IllegalArgumentException.class, () -> Schedule.of(sketch, sketch));
      Phase pretrain = FLOAT.phases().getFirst();
      assertThrows(IllegalArgumentException.class, () -> Schedule.of(sketch, pretrain));
      assertThrows(IllegalArgumentException.class, () -> new Schedule(List.of()));
    }
  }

  @Test
  void aPlanThatDoesNotFitTheNetworkIsRefused() {
    Map<String, LayerPlan> unknown =
        Map.of("fc9.weight", LayerPlan.of(new Grouping.Channelwise(), 2));
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new QuantizationPlan(unknown).weightsOf(network()));
    assertTrue(String.valueOf(failure.getMessage()).contains("fc9.weight"), failure.getMessage());
    Map<String, LayerPlan> uneven =
        Map.of("fc.weight", LayerPlan.of(new Grouping.Subchannelwise(3), 2));
    assertThrows(
        IllegalArgumentException.class, () -> new QuantizationPlan(uneven).weightsOf(network()));
  }

  @Test
  void listenersHearOfEveryPhaseBatchAndEpoch() {
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void phaseStarted(Phase phase, int index, Schedule schedule) {
            heard.add("phase " + index);
          }

          @Override
          public void batchFinished(int batch, int batches, double loss) {
            heard.add("batch " + batch + " of " + batches);
          }

          @Override
          public void epochFinished(EpochMetrics metrics) {
            heard.add("epoch " + metrics.epoch());
          }
        };
    try (Engine engine = Engine.start(1)) {
      AlqTrainer.Data data = new AlqTrainer.Data(new Stripes(1, 66), new Stripes(2, 9));
      AlqTrainer trainer =
          new AlqTrainer(
              engine, network(), plan(), new TrainingOptions(32, Loss.CROSS_ENTROPY, SEED), data);
      trainer.run(
          Schedule.of(
              new Phase.Sketching(), new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3))),
          listener);
    }
    assertEquals(
        List.of("phase 0", "phase 1", "batch 0 of 3", "batch 1 of 3", "batch 2 of 3", "epoch 0"),
        heard);
  }

  @Test
  void twoWeightsOfOneNameAreRefused() {
    Sequential twice =
        Sequential.of("twice", Linear.create("fc", 4, 4, SEED), Linear.create("fc", 4, 3, SEED));
    QuantizationPlan plan = DefaultGrouping.plan(twice, MAX_BITWIDTH);
    AlqTrainer.Data data = new AlqTrainer.Data(new Stripes(1, 3), new Stripes(2, 3));
    TrainingOptions options = new TrainingOptions(32, Loss.CROSS_ENTROPY, SEED);
    try (Engine engine = Engine.start(1)) {
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () -> new AlqTrainer(engine, twice, plan, options, data));
      assertTrue(String.valueOf(refused.getMessage()).contains("'fc.weight'"));
    }
  }
}
