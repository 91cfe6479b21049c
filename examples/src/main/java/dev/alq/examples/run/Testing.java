package dev.alq.examples.run;

import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.packed.PackedModel;
import dev.alq.tensor.Tensor;
import java.util.function.UnaryOperator;

/** Tests what has been trained on images. */
public final class Testing {

  private static final int BATCH_SIZE = 250;

  private Testing() {}

  /**
   * Tests a packed model.
   *
   * @param engine what to compute on
   * @param model the model
   * @param images of the size and with the classes of the model
   * @return how good it is
   */
  public static ClassificationMetrics of(Engine engine, PackedModel model, Dataset images) {
    try (InferenceSession session = InferenceSession.of(model, engine)) {
      return of(session::logits, images);
    }
  }

  /**
   * Tests whatever computes logits.
   *
   * @param logits from images N,H,W,C to logits N × classes
   * @param images what it takes
   * @return how good it is
   */
  public static ClassificationMetrics of(UnaryOperator<Tensor> logits, Dataset images) {
    ClassificationMetrics metrics = new ClassificationMetrics(images.classNames().size());
    try (Epoch batches = new DataLoader(images, BATCH_SIZE, 0).inOrder()) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        metrics.add(logits.apply(batch.images()), batch.labels());
      }
    }
    return metrics;
  }
}
