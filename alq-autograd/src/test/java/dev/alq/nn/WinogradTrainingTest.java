package dev.alq.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Stripes;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/**
 * Winograd's convolutions on the activations and gradients of a network that learns: at every step
 * the same gradients as by direct sums, up to rounding, unless a ReLU whose input is next to zero
 * falls the other way, which moves a term of the gradient.
 */
class WinogradTrainingTest {

  private static final long SEED = 59;
  private static final int BATCH = 8;
  private static final int SIZE = 12;
  private static final int CLASSES = 4;
  private static final int CHANNELS = 128;
  private static final int STEPS = 12;

  /** Largest difference of a gradient, relative to the tensor's largest element; 2e-6 is seen. */
  private static final double GRADIENT = 1e-5;

  /** Of some half a million decisions along the training. */
  private static final int MOST_STEPS_WITH_OTHER_DECISIONS = 4;

  private static final double LOSS = 1e-5;

  private final Sequential network =
      Sequential.of(
          "net",
          Conv2d.withoutBias("conv1", 3, CHANNELS, 3, 1, 1, SEED),
          BatchNorm.create("bn1", CHANNELS),
          new Relu("relu1"),
          Conv2d.withoutBias("conv2", CHANNELS, CHANNELS, 3, 1, 1, SEED),
          BatchNorm.create("bn2", CHANNELS),
          new Relu("relu2"),
          Conv2d.create("conv3", CHANNELS, CHANNELS, 3, 1, 1, SEED),
          new Relu("relu3"),
          new GlobalAveragePool("mean"),
          Linear.create("fc", CHANNELS, CLASSES, SEED));

  @Test
  void gradientsAlongATrainingAreThoseOfDirectSums() {
    int[] labels = new int[BATCH];
    for (int n = 0; n < BATCH; n++) {
      labels[n] = n % CLASSES;
    }
    Tensor images = Stripes.draw(labels, CLASSES, SIZE, 3, SEED);
    try (Engine engine =
        Engine.start(2, KernelChoice.kernels(), ConvolutionMethod.WINOGRAD_WHERE_FASTER)) {
      Engine direct = engine.withConvolutions(ConvolutionMethod.DIRECT);
      Sgd sgd = new Sgd(engine, Sgd.Options.momentum(0.9));
      double first = 0;
      double last = 0;
      int stepsWithOtherDecisions = 0;
      for (int step = 0; step < STEPS; step++) {
        BitSet directDecisions = new BitSet();
        double directLoss = gradients(direct, images, labels, directDecisions);
        float[][] expected = gradients();
        BitSet decisions = new BitSet();
        last = gradients(engine, images, labels, decisions);
        first = step == 0 ? last : first;
        assertEquals(directLoss, last, LOSS * directLoss, "loss of step " + step);
        if (decisions.equals(directDecisions)) {
          assertClose(expected, gradients(), "step " + step + " seed " + SEED);
        } else {
          stepsWithOtherDecisions++;
        }
        sgd.step(network.parameters(), 0.01);
      }
      assertTrue(
          stepsWithOtherDecisions <= MOST_STEPS_WITH_OTHER_DECISIONS,
          stepsWithOtherDecisions + " steps with other decisions");
      assertTrue(last < first / 2, first + " fell to " + last);
    }
  }

  /** Sets the gradients of the parameters and the decisions of all ReLUs, and returns the loss. */
  private double gradients(Engine engine, Tensor images, int[] labels, BitSet decisions) {
    network.parameters().forEach(Parameter::clearGradient);
    try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      Variable logits = tape.constant(images);
      int decision = 0;
      for (Layer layer : network.layers()) {
        logits = layer.forward(tape, logits);
        if (layer instanceof Relu) {
          for (float value : logits.value().data()) {
            decisions.set(decision++, value > 0);
          }
        }
      }
      Variable loss = Loss.CROSS_ENTROPY.apply(tape, logits, labels);
      tape.backward(loss);
      return loss.value().data()[0];
    }
  }

  private float[][] gradients() {
    return network.parameters().stream()
        .map(parameter -> {
          Tensor gradient = parameter.gradient();
          assertNotNull(gradient, parameter.name());
          return gradient.data().clone();
        })
        .toArray(float[][]::new);
  }

  private void assertClose(float[][] expected, float[][] actual, String what) {
    for (int p = 0; p < expected.length; p++) {
      String name = network.parameters().get(p).name();
      double largest = 0;
      double error = 0;
      for (int i = 0; i < expected[p].length; i++) {
        largest = Math.max(largest, Math.abs(expected[p][i]));
        error = Math.max(error, Math.abs((double) expected[p][i] - actual[p][i]));
      }
      assertTrue(error <= GRADIENT * largest, what + " " + name + ": " + error + " of " + largest);
    }
  }
}
