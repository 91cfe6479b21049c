package dev.alq.examples.run;

import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedModel;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.train.Evaluation;

/**
 * A packed model beside the network that was trained, image by image.
 *
 * @param activationBitwidth I_A of the model
 * @param images images compared
 * @param sameClass images that both take for the same class
 * @param largestDifference largest difference of two logits, relative to the largest |logit| of the
 *     network on that image
 * @param graphTop1 percent right of the network
 * @param packedTop1 percent right of the packed model
 */
public record Verification(
    int activationBitwidth,
    int images,
    int sameClass,
    double largestDifference,
    double graphTop1,
    double packedTop1) {

  /** What rounding may make of logits, at most. */
  public static final double TOLERANCE = 1e-4;

  /**
   * The least share of images of which both must think alike where activations are quantized: a
   * rounding in front of a threshold can move an activation to the next level.
   */
  static final double QUANTIZED_AGREEMENT = 0.999;

  private static final int BATCH_SIZE = 250;

  /**
   * Whether the packed model is the network but for rounding, and what that makes of codes.
   *
   * @return true if so
   */
  public boolean agrees() {
    return agree(activationBitwidth, images, sameClass, largestDifference);
  }

  /**
   * Whether a packed model is the network it was made from.
   *
   * @param activationBitwidth I_A; 32 means that nothing but rounding may part them
   */
  static boolean agree(
      int activationBitwidth, int images, int sameClass, double largestDifference) {
    return activationBitwidth == PackedModel.FLOAT_ACTIVATION_BITS
        ? sameClass == images && largestDifference <= TOLERANCE
        : sameClass >= QUANTIZED_AGREEMENT * images;
  }

  /**
   * Compares.
   *
   * @param engine what both compute on
   * @param network images N,H,W,C to logits N × classes; not modified
   * @param model the packed model
   * @param data the images
   * @return what the comparison gave
   */
  public static Verification of(Engine engine, Layer network, PackedModel model, Dataset data) {
    Workspace workspace = new Workspace(Evaluation.engineFor(engine, network));
    Counter counter = new Counter(model.activationBitwidth(), data.classNames().size());
    try (InferenceSession session = InferenceSession.of(model, engine);
        Epoch batches = new DataLoader(data, BATCH_SIZE, 0).inOrder()) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        Tensor packed = session.logits(batch.images());
        try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
          Tensor graph = network.forward(tape, tape.constant(batch.images())).value();
          counter.add(graph, packed, batch.labels());
        }
      }
    }
    return counter.result();
  }

  /** Counts over the batches. */
  private static final class Counter {
    private final int activationBitwidth;
    private final int classes;
    private final ClassificationMetrics graphMetrics;
    private final ClassificationMetrics packedMetrics;
    private int images;
    private int sameClass;
    private double largestDifference;

    Counter(int activationBitwidth, int classes) {
      this.activationBitwidth = activationBitwidth;
      this.classes = classes;
      this.graphMetrics = new ClassificationMetrics(classes);
      this.packedMetrics = new ClassificationMetrics(classes);
    }

    void add(Tensor graph, Tensor packed, int[] labels) {
      graphMetrics.add(graph, labels);
      packedMetrics.add(packed, labels);
      for (int n = 0; n < labels.length; n++) {
        addRow(graph.data(), packed.data(), n * classes);
      }
    }

    private void addRow(float[] graph, float[] packed, int offset) {
      int graphBest = 0;
      int packedBest = 0;
      double largest = 0;
      double difference = 0;
      for (int k = 0; k < classes; k++) {
        graphBest = graph[offset + k] > graph[offset + graphBest] ? k : graphBest;
        packedBest = packed[offset + k] > packed[offset + packedBest] ? k : packedBest;
        largest = Math.max(largest, Math.abs(graph[offset + k]));
        difference =
            Math.max(difference, Math.abs((double) graph[offset + k] - packed[offset + k]));
      }
      images++;
      sameClass += graphBest == packedBest ? 1 : 0;
      if (difference > 0) {
        largestDifference = Math.max(largestDifference, difference / largest);
      }
    }

    Verification result() {
      return new Verification(
          activationBitwidth,
          images,
          sameClass,
          largestDifference,
          graphMetrics.top1(),
          packedMetrics.top1());
    }
  }
}
