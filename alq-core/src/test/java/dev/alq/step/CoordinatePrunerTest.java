package dev.alq.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.multibit.StorageCost;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CoordinatePrunerTest {

  private static final List<Shape> SHAPES =
      List.of(Shape.of(4, 3, 3, 16), Shape.of(6, 40), Shape.of(3, 5, 5, 2));
  private static final List<Grouping> GROUPINGS =
      List.of(new Grouping.Pixelwise(), new Grouping.Subchannelwise(2), new Grouping.Kernelwise());

  private static Engine engine;

  @BeforeAll
  static void start() {
    engine = Engine.start(2);
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static List<QuantizedWeight> layers() {
    List<QuantizedWeight> layers = new ArrayList<>();
    for (int l = 0; l < SHAPES.size(); l++) {
      Tensor weights = StepLawsTest.random(SHAPES.get(l), 0.3, 10, l);
      MultiBitTensor values = new Sketch(5).apply(weights, GROUPINGS.get(l), engine);
      layers.add(new QuantizedWeight("layer" + l, values, engine));
    }
    return layers;
  }

  private static List<Tensor> gradients(List<QuantizedWeight> layers, int t) {
    return layers.stream()
        .map(layer -> StepLawsTest.random(layer.values().shape(), 1, 11, layer.name().charAt(5), t))
        .toList();
  }

  private static List<MultiBitTensor> values(List<QuantizedWeight> layers) {
    return layers.stream().map(QuantizedWeight::values).toList();
  }

  private static PruningSchedule prune(
      List<QuantizedWeight> layers, Budget budget, int iterations, int keep) {
    PruningSchedule schedule = PruningSchedule.plan(budget, values(layers), iterations);
    CoordinatePruner pruner =
        new CoordinatePruner(schedule, new CoordinatePruner.Selection(0.01, keep));
    for (int t = 1; t <= iterations; t++) {
      pruner.iterate(layers, gradients(layers, t), 1e-3, t);
      long measure = budget.measure(values(layers));
      long allowed = schedule.allowedAfter(t);
      assertTrue(measure <= allowed, budget + ", t " + t + ": " + measure + " > " + allowed);
    }
    return schedule;
  }

  @Test
  void countsAreMetExactlyInEveryIteration() {
    for (int iterations : new int[] {1, 3, 7, 50}) {
      for (double ratio : new double[] {0, 0.15, 0.4, 0.95}) {
        List<QuantizedWeight> layers = layers();
        Budget budget = new Budget.Ratio(ratio);
        PruningSchedule schedule = prune(layers, budget, iterations, 1);
        assertEquals(Math.round(schedule.start() * (1 - ratio)), schedule.target());
        assertEquals(schedule.target(), budget.measure(values(layers)), budget + " " + iterations);
        for (QuantizedWeight layer : layers) {
          assertTrue(layer.values().coordinates() >= 1, layer.name());
        }
      }
    }
  }

  @Test
  void momentsOfPrunedCoordinatesAreGone() {
    List<QuantizedWeight> layers = layers();
    prune(layers, new Budget.Ratio(0.6), 5, 1);
    for (QuantizedWeight layer : layers) {
      MultiBitTensor values = layer.values();
      for (int group = 0; group < values.layout().groups(); group++) {
        for (int i = 0; i < values.maxBitwidth(); i++) {
          float v = layer.coordinateMoments().v()[group * values.maxBitwidth() + i];
          assertEquals(i < values.bitwidth(group), v > 0, layer.name() + " group " + group);
        }
      }
    }
  }

  @Test
  void averageBitwidthEndsWithinOneCoordinate() {
    for (double bits : new double[] {3.1, 0.66, 0.4}) {
      List<QuantizedWeight> layers = layers();
      prune(layers, new Budget.AverageBitwidth(bits), 6, 1);
      StorageCost cost = StorageCost.of(values(layers));
      assertTrue(cost.averageBitwidth() <= bits, "bits " + bits + ": " + cost);
      assertTrue(cost.basisBits() > bits * cost.weights() - 26, "bits " + bits + ": " + cost);
    }
  }

  @Test
  void bytesAreNotExceeded() {
    List<QuantizedWeight> layers = layers();
    prune(layers, new Budget.Bytes(400), 6, 1);
    long bytes = StorageCost.of(values(layers)).bytes();
    assertTrue(bytes <= 400 && bytes > 350, "bytes " + bytes);
  }

  @Test
  void orderOfLayersDoesNotMatter() {
    List<QuantizedWeight> forward = layers();
    List<QuantizedWeight> backward = layers().reversed();
    prune(forward, new Budget.Ratio(0.5), 4, 1);
    prune(backward, new Budget.Ratio(0.5), 4, 1);
    for (int l = 0; l < forward.size(); l++) {
      MultiBitTensor a = forward.get(l).values();
      MultiBitTensor b = backward.get(forward.size() - 1 - l).values();
      assertArrayEquals(a.codes(), b.codes());
      assertArrayEquals(a.coordinateSlots(), b.coordinateSlots());
    }
  }

  @Test
  void equalScoresAreTakenByNameThenSlot() {
    List<QuantizedWeight> layers = new ArrayList<>();
    for (String name : List.of("b", "a")) {
      MultiBitTensor values = new MultiBitTensor(Shape.of(3, 4), new Grouping.Channelwise(), 1);
      for (int group = 0; group < 3; group++) {
        values.setGroup(group, new float[] {1}, new byte[4]);
      }
      layers.add(new QuantizedWeight(name, values, engine));
    }
    PruningSchedule schedule = PruningSchedule.plan(new Budget.Coordinates(2), values(layers), 1);
    List<Tensor> zero = List.of(Tensor.zeros(Shape.of(3, 4)), Tensor.zeros(Shape.of(3, 4)));
    int removed =
        new CoordinatePruner(schedule, new CoordinatePruner.Selection(1, 0))
            .iterate(layers, zero, 1e-3, 1);
    assertEquals(4, removed);
    assertEquals(0, layers.get(1).values().coordinates());
    assertEquals(0, layers.get(0).values().bitwidth(0));
    assertEquals(2, layers.get(0).values().coordinates());
  }

  @Test
  void unreachableBudgetIsRefusedInTheFirstIteration() {
    for (Budget budget :
        List.of(new Budget.Coordinates(2), new Budget.Ratio(1), new Budget.Bytes(20))) {
      List<QuantizedWeight> layers = layers();
      PruningSchedule schedule = PruningSchedule.plan(budget, values(layers), 100);
      CoordinatePruner pruner = new CoordinatePruner(schedule, CoordinatePruner.Selection.DEFAULT);
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class,
              () -> pruner.iterate(layers, gradients(layers, 1), 1e-3, 1));
      assertTrue(
          String.valueOf(failure.getMessage()).contains(budget.toString()), failure.getMessage());
      assertEquals(0, layers.getFirst().steps(), "nothing may have changed");
    }
  }

  @Test
  void aMetBudgetIsReachable() {
    List<QuantizedWeight> layers = layers();
    long bytes = StorageCost.of(values(layers)).bytes();
    for (Budget budget :
        List.of(
            new Budget.Ratio(0),
            new Budget.AverageBitwidth(9),
            new Budget.AverageBitwidth(Double.MAX_VALUE),
            new Budget.Bytes(bytes),
            new Budget.Bytes(Long.MAX_VALUE))) {
      PruningSchedule schedule = PruningSchedule.plan(budget, values(layers), 1);
      CoordinatePruner pruner =
          new CoordinatePruner(schedule, new CoordinatePruner.Selection(1, 1_000_000));
      assertEquals(0, pruner.iterate(layers, gradients(layers, 1), 1e-3, 1), budget.toString());
    }
  }

  @Test
  void iterationsAllocateLittle() {
    List<QuantizedWeight> layers = layers();
    List<Tensor> gradients = gradients(layers, 1);
    PruningSchedule schedule = PruningSchedule.plan(new Budget.Ratio(0.5), values(layers), 400);
    CoordinatePruner pruner = new CoordinatePruner(schedule, CoordinatePruner.Selection.DEFAULT);
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int t = 1; t <= 400; t++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      int removed = pruner.iterate(layers, gradients, 1e-3, t);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      least = removed > 0 ? Math.min(least, allocated) : least;
    }
    assertTrue(least < 8192, "allocated " + least + " bytes");
  }

  @Test
  void hostileArgumentsAreRefused() {
    List<QuantizedWeight> layers = layers();
    List<Tensor> gradients = gradients(layers, 1);
    PruningSchedule schedule = PruningSchedule.plan(new Budget.Coordinates(2), values(layers), 1);
    CoordinatePruner pruner = new CoordinatePruner(schedule, CoordinatePruner.Selection.DEFAULT);
    assertThrows(IllegalStateException.class, () -> pruner.iterate(layers, gradients, 1e-3, 1));
    assertThrows(IllegalArgumentException.class, () -> pruner.iterate(layers, gradients, 1e-3, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> pruner.iterate(layers, gradients.subList(0, 1), 1e-3, 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            pruner.iterate(
                List.of(layers.get(0), layers.get(0)),
                List.of(gradients.get(0), gradients.get(0)),
                1e-3,
                1));
    assertThrows(IllegalArgumentException.class, () -> new Budget.Ratio(1.1));
    assertThrows(IllegalArgumentException.class, () -> new Budget.AverageBitwidth(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Budget.Bytes(-1));
    assertThrows(IllegalArgumentException.class, () -> new CoordinatePruner.Selection(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new CoordinatePruner.Selection(0.1, -1));
    assertThrows(
        IllegalArgumentException.class,
        () -> PruningSchedule.plan(new Budget.Ratio(0.5), values(layers), 0));
  }
}
