package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;

/**
 * Some layers of a packed network, prepared to run on an engine as it is: what {@link
 * InferenceSession} does with all of them, once it has told the engine to convolve directly where
 * activations are quantized. Any number of threads may call it at the same time.
 */
public final class PreparedLayers {

  private final Workspace workspace;
  private final Chain chain;

  private PreparedLayers(Workspace workspace, Chain chain) {
    this.workspace = workspace;
    this.chain = chain;
  }

  /**
   * Prepares layers.
   *
   * @param engine what to compute on
   * @param layers in order, at least one; not modified
   * @param input the shape that goes into the first, of one image
   * @return the layers, prepared
   * @throws IllegalArgumentException if a layer does not take what the one before it gives
   */
  public static PreparedLayers of(Engine engine, List<PackedLayer> layers, Shape input) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("no layers to prepare");
    }
    return new PreparedLayers(new Workspace(engine), Chain.prepare(engine, layers, input, null));
  }

  /**
   * Runs the layers.
   *
   * @param input one image after the other, each of the shape that the layers were prepared for;
   *     not modified
   * @return what comes out, to be handed to {@link #giveBack} or kept
   */
  public Tensor run(Tensor input) {
    return chain.run(workspace, input);
  }

  /**
   * Takes a result back, so that the next run may reuse its memory.
   *
   * @param result what {@link #run} returned; not to be used afterwards
   */
  public void giveBack(Tensor result) {
    workspace.giveBack(result);
  }
}
