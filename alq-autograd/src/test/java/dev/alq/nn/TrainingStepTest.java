package dev.alq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Kernels;
import dev.alq.optim.Adam;
import dev.alq.optim.AdamOptions;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole steps of training: the same bits on any number of threads, and memory that is reused. */
class TrainingStepTest {

  private static final long SEED = 53;
  private static final int BATCH = 6;
  private static final int MOST_STEPS_TO_WARM = 500;

  private final Layer network =
      Sequential.of(
          "net",
          Conv2d.create("conv1", 1, 20, 5, 1, 0, SEED),
          new MaxPool("pool1", 2, 2, 0),
          new Relu("relu1"),
          Conv2d.withoutBias("conv2", 20, 33, 3, 1, 1, SEED),
          BatchNorm.create("bn2", 33),
          new Residual(
              "block",
              Conv2d.withoutBias("block.conv", 33, 33, 3, 1, 1, SEED),
              Sequential.of("block.shortcut")),
          new MaxPool("pool2", 3, 2, 1),
          new Relu("relu2"),
          new Flatten("flatten"),
          Linear.create("fc1", 33 * 36, 50, SEED),
          new Relu("relu3"),
          Linear.create("fc2", 50, 10, SEED));

  private final Tensor images =
      Tensor.of(Shape.of(BATCH, 28, 28, 1), Numbers.random(SEED, BATCH * 28 * 28));
  private final int[] labels = {3, 1, 4, 1, 5, 9};

  /** One step; its logits' memory is valid until the tape is closed, so nothing is handed out. */
  private void step(Workspace workspace, Adam optimizer) {
    network.parameters().forEach(Parameter::clearGradient);
    try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
      Variable logits = network.forward(tape, tape.constant(images));
      tape.backward(Loss.CROSS_ENTROPY.apply(tape, logits, labels));
    }
    optimizer.step(network.parameters(), 1e-3);
  }

  /** Gradients, values and running statistics after a few steps from the same beginning. */
  private static List<float[]> train(int threads, Kernels kernels) {
    TrainingStepTest run = new TrainingStepTest();
    try (Engine engine = Engine.start(threads, kernels)) {
      Adam optimizer = new Adam(engine, AdamOptions.AMSGRAD);
      for (int step = 0; step < 3; step++) {
        run.step(new Workspace(engine), optimizer);
      }
    }
    List<float[]> all = new ArrayList<>();
    for (Parameter parameter : run.network.parameters()) {
      Tensor gradient = parameter.gradient();
      assertNotNull(gradient, parameter.name());
      all.add(gradient.data());
    }
    run.network.state().values().forEach(tensor -> all.add(tensor.data()));
    return all;
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    Numbers.sets()
        .forEach(kernels -> {
          List<float[]> alone = train(1, kernels);
          for (int threads = 1; threads <= 3; threads++) {
            List<float[]> together = train(threads, kernels);
            String what = kernels.name() + " " + threads + " threads seed " + SEED;
            assertEquals(alone.size(), together.size());
            for (int i = 0; i < alone.size(); i++) {
              assertArrayEquals(alone.get(i), together.get(i), what + " tensor " + i);
            }
          }
        });
  }

  @Test
  void everyGradientIsOfAnElementThatCounts() {
    List<Parameter> parameters = network.parameters();
    try (Engine engine = Engine.start(2)) {
      step(new Workspace(engine), new Adam(engine, AdamOptions.AMSGRAD));
    }
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      assertNotNull(gradient, parameter.name());
      double sum = 0;
      for (float v : gradient.data()) {
        assertTrue(Float.isFinite(v), parameter.name());
        sum += Math.abs(v);
      }
      assertTrue(sum > 0, parameter.name());
    }
  }

  /**
   * Vectors are objects until their code is compiled, so warm is when that has happened. The
   * convolutions' outputs alone, without gradients and packed operands, take twice what is allowed
   * then.
   */
  @Test
  void aWarmStepAllocatesLittle() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long activations = (long) Float.BYTES * BATCH * (24 * 24 * 20 + 12 * 12 * (20 + 4 * 33));
    long least = Long.MAX_VALUE;
    try (Engine engine = Engine.start(1)) {
      Workspace workspace = new Workspace(engine);
      Adam optimizer = new Adam(engine, AdamOptions.AMSGRAD);
      for (int step = 0; step < MOST_STEPS_TO_WARM && least > activations / 2; step++) {
        long before = thread.getCurrentThreadAllocatedBytes();
        step(workspace, optimizer);
        least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
      }
    }
    assertTrue(least <= activations / 2, least + " bytes, activations " + activations);
  }

  @Test
  void aSecondStepBorrowsWhatTheFirstGaveBack() {
    try (Engine engine = Engine.start(2)) {
      Workspace workspace = new Workspace(engine);
      float[] first = logitsArray(workspace);
      float[] second = logitsArray(workspace);
      assertSame(first, second);
    }
  }

  private float[] logitsArray(Workspace workspace) {
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().data();
    }
  }

  @Test
  void evaluationDoesNotDependOnTheBatch() {
    try (Engine engine = Engine.start(2);
        Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      float[] all = network.forward(tape, tape.constant(images)).value().data();
      for (int n = 0; n < BATCH; n++) {
        Tensor image = Tensor.zeros(Shape.of(1, 28, 28, 1));
        System.arraycopy(images.data(), n * 784, image.data(), 0, 784);
        float[] one = network.forward(tape, tape.constant(image)).value().data();
        for (int j = 0; j < 10; j++) {
          assertEquals(all[n * 10 + j], one[j], "seed " + SEED + " image " + n);
        }
      }
    }
  }

  @Test
  void trainingOnOneBatchLowersItsLoss() {
    try (Engine engine = Engine.start(2)) {
      Workspace workspace = new Workspace(engine);
      Adam optimizer = new Adam(engine, AdamOptions.AMSGRAD);
      Map<String, Tensor> state = network.state();
      double before = loss(workspace);
      for (int step = 0; step < 20; step++) {
        step(workspace, optimizer);
      }
      assertTrue(loss(workspace) < before / 2, "seed " + SEED);
      assertEquals(state.keySet(), network.state().keySet());
    }
  }

  private double loss(Workspace workspace) {
    try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
      Variable logits = network.forward(tape, tape.constant(images));
      return Loss.CROSS_ENTROPY.apply(tape, logits, labels).value().data()[0];
    }
  }
}
