package dev.alq.models;

import com.sun.management.ThreadMXBean;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.nn.Layer;
import dev.alq.nn.Loss;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A program that trains LeNet5 at the paper's batch and writes what the leanest step allocated. */
final class StepAllocation {

  static final long MEGABYTE = 1_000_000;

  private static final long SEED = 61;
  private static final int BATCH = 128;

  /** Until compiled, vectors are objects. */
  private static final int MOST_STEPS_TO_WARM = 2_000;

  private StepAllocation() {}

  /**
   * Steps until one allocates no more than a megabyte, or for long enough.
   *
   * @param args the file to write to
   */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(args[0]), Long.toString(leastBytes()));
  }

  private static long leastBytes() {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Layer network = LeNet5.create(SEED);
    Tensor images = Tensor.zeros(Shape.of(BATCH, 28, 28, 1));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) Math.sin(i);
    }
    int[] labels = new int[BATCH];
    Arrays.setAll(labels, n -> n % 10);
    long least = Long.MAX_VALUE;
    try (Engine engine = Engine.start(1)) {
      Workspace workspace = new Workspace(engine);
      Sgd sgd = new Sgd(engine, Sgd.Options.momentum(0.5));
      for (int step = 0; step < MOST_STEPS_TO_WARM && least > MEGABYTE; step++) {
        long before = thread.getCurrentThreadAllocatedBytes();
        network.parameters().forEach(Parameter::clearGradient);
        try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
          Variable logits = network.forward(tape, tape.constant(images));
          tape.backward(Loss.CROSS_ENTROPY.apply(tape, logits, labels));
        }
        sgd.step(network.parameters(), 0.01);
        least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
      }
    }
    return least;
  }
}
