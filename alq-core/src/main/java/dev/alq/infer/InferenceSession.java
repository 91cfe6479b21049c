package dev.alq.infer;

import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.packed.ModelFacts;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A packed model, prepared to run. All work on the weights is done when the session is created;
 * after that nothing of it changes, so any number of threads may call it at the same time. The
 * answers do not depend on the number of threads nor on what else runs. Where activations are
 * floats, an image's logits may differ by rounding between batches of different sizes.
 *
 * <p>A session keeps the weights in the one form that it computes with, neither the model nor its
 * file: the file may be changed or deleted once the session is open. Layers that read quantized
 * activations keep bits, and so do linear layers of at most two bits per weight, which are looked
 * up in tables; others keep 4 bytes a weight or, where a convolution is computed by Winograd's
 * filtering, more.
 */
public final class InferenceSession implements AutoCloseable {

  private final ModelFacts facts;
  private final Workspace workspace;
  private final Chain chain;
  private final Runnable release;
  private final Latencies latencies = new Latencies();
  private volatile boolean closed;

  private InferenceSession(PackedModel model, Chain chain, Engine engine, Runnable release) {
    facts = model.facts();
    this.workspace = new Workspace(engine);
    this.chain = chain;
    this.release = release;
  }

  /**
   * Reads a model and prepares it on an engine of its own, which ends with the session.
   *
   * @param file a packed model
   * @return the session, to be closed by the caller
   * @throws IOException if the file cannot be read or does not hold an intact packed model
   */
  public static InferenceSession open(Path file) throws IOException {
    return of(PackedModelFile.read(file));
  }

  /**
   * Prepares a model on an engine of its own, which ends with the session.
   *
   * @param model the model; not modified
   * @return the session, to be closed by the caller
   */
  public static InferenceSession of(PackedModel model) {
    Engine engine = Engine.start();
    try {
      return new InferenceSession(model, prepare(model, engine), engine, engine::close);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
  }

  /**
   * Prepares a model on a given engine.
   *
   * @param model the model; not modified
   * @param engine what to compute on; stays open when the session is closed
   * @return the session, to be closed by the caller
   */
  public static InferenceSession of(PackedModel model, Engine engine) {
    return new InferenceSession(model, prepare(model, engine), engine, () -> {});
  }

  /** A rounding can move a quantized activation to the next level: sums as the network has them. */
  private static Chain prepare(PackedModel model, Engine engine) {
    Engine suitable =
        model.activationBitwidth() < PackedModel.FLOAT_ACTIVATION_BITS
            ? engine.withConvolutions(ConvolutionMethod.DIRECT)
            : engine;
    return Chain.prepare(suitable, model.layers(), model.imageShape(), null);
  }

  /**
   * What the model demands of an image, its classes and where it comes from.
   *
   * @return all of the model but its layers
   */
  public ModelFacts facts() {
    return facts;
  }

  /**
   * Runs the network.
   *
   * @param images N,H,W,C, normalised as the model demands, N at least 1; not modified
   * @return a new tensor N × classes
   * @throws IllegalArgumentException if the shape is another or an element is not finite
   * @throws IllegalStateException if the session is closed
   */
  public Tensor logits(Tensor images) {
    long start = System.nanoTime();
    Tensor logits = logits(images, LayerProfile.Meter.NONE);
    latencies.add(System.nanoTime() - start);
    return logits;
  }

  private Tensor logits(Tensor images, LayerProfile.Meter meter) {
    if (closed) {
      throw new IllegalStateException("the session is closed");
    }
    requireImages(images);
    Tensor result = chain.run(workspace, images, meter);
    Tensor logits = result.copy();
    Chain.giveBack(workspace, result, images);
    return logits;
  }

  /**
   * Runs the network once and tells what its layers did. The first runs of a process are slow and
   * say little.
   *
   * @param images N,H,W,C, normalised as the model demands, N at least 1; not modified
   * @return the layers in the order they ran; activations that were computed along with the layer
   *     in front of them are not listed
   * @throws IllegalArgumentException if the shape is another or an element is not finite
   * @throws IllegalStateException if the session is closed
   */
  public List<LayerProfile> profile(Tensor images) {
    List<LayerProfile> layers = new ArrayList<>();
    logits(images, (facts, nanos) -> layers.add(facts.of(images.shape().dimension(0), nanos)));
    return List.copyOf(layers);
  }

  /**
   * Classifies images.
   *
   * @param images N,H,W,C, normalised as the model demands, N at least 1; not modified
   * @return one prediction per image, in order
   * @throws IllegalArgumentException if the shape is another or an element is not finite
   * @throws IllegalStateException if the session is closed
   */
  public List<Prediction> classify(Tensor images) {
    Tensor logits = logits(images);
    List<String> names = facts.classNames();
    return IntStream.range(0, images.shape().dimension(0))
        .mapToObj(n -> Prediction.ofLogits(logits.data(), n * names.size(), names))
        .toList();
  }

  /**
   * How long the calls of {@link #logits} and {@link #classify} took so far, those that threw left
   * out.
   *
   * @return number and times, each of one call whatever its number of images
   */
  public Latencies.Summary latencies() {
    return latencies.summary();
  }

  /** Ends the session and the engine it started, if any; no call may be under way. */
  @Override
  public void close() {
    closed = true;
    release.run();
  }

  private void requireImages(Tensor images) {
    Shape shape = images.shape();
    int[] expected = facts.imageShape().toArray();
    if (shape.rank() != 4
        || shape.dimension(0) < 1
        || !Arrays.equals(expected, Arrays.copyOfRange(shape.toArray(), 1, 4))) {
      throw new IllegalArgumentException(
          "the model takes one or more images " + facts.imageShape() + " but got " + shape);
    }
    float[] data = images.data();
    for (int i = 0; i < data.length; i++) {
      if (!Float.isFinite(data[i])) {
        int size = facts.imageShape().size();
        throw new IllegalArgumentException(
            "image " + i / size + " holds " + data[i] + " at element " + i % size);
      }
    }
  }
}
