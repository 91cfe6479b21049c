package dev.alq.step;

import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.QuadraticModel;
import dev.alq.tensor.Tensor;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The weights of one layer in training: bases and coordinates, the moments of both domains, and the
 * step counter t that both share. All steps of ALQ act on this.
 *
 * <p>Two index spaces are in use. Moments of the <b>weights</b>, and the float copy of the
 * straight-through variants, lie in the group-major order of {@link dev.alq.multibit.GroupLayout}.
 * Moments of the <b>coordinates</b> lie by the slots of {@link MultiBitTensor}; when a coordinate
 * is pruned, its moments go with it.
 *
 * <p>Every step takes the true gradient ∂ℓ/∂ŵ at the quantized weights and updates the moments of
 * both domains. The groups are shared out among the engine's threads in chunks that depend on the
 * layer's shape alone, so results do not depend on the number of threads. Calls must not overlap.
 * After an exception from a step the state is undefined.
 */
public final class QuantizedWeight {

  /** Weights per chunk of work; a constant, so that chunks depend on the shape alone. */
  private static final int CHUNK_WEIGHTS = 1 << 12;

  /** What a group costs beside its weights, counted in weights: values, system and sums. */
  private static final int GROUP_WEIGHTS = 1 << 8;

  private final String name;
  private final MultiBitTensor values;
  private final Engine engine;
  private final AmsGradMoments weightMoments;
  private final AmsGradMoments coordinateMoments;
  private final ArrayDeque<GroupWorker> idleWorkers = new ArrayDeque<>();
  private float @Nullable [] floatCopy;
  private int steps;

  /**
   * Takes up weights with moments of zero.
   *
   * @param name the layer's name, unique in its network
   * @param values its weights, which steps will modify
   * @param engine whose threads share the work
   */
  public QuantizedWeight(String name, MultiBitTensor values, Engine engine) {
    this.name = name;
    this.values = values;
    this.engine = engine;
    weightMoments = new AmsGradMoments(values.layout().weights());
    coordinateMoments = new AmsGradMoments(values.coordinateSlots().length);
  }

  /**
   * The layer's name.
   *
   * @return as given to the constructor
   */
  public String name() {
    return name;
  }

  /**
   * The quantized weights themselves.
   *
   * @return bases and coordinates; steps modify them
   */
  public MultiBitTensor values() {
    return values;
  }

  /**
   * The moments in the domain of the weights themselves.
   *
   * @return in group-major order; steps modify them
   */
  public AmsGradMoments weightMoments() {
    return weightMoments;
  }

  /**
   * The moments in the domain of the coordinates themselves.
   *
   * @return by slot, zero where no coordinate remains; steps modify them
   */
  public AmsGradMoments coordinateMoments() {
    return coordinateMoments;
  }

  /**
   * The step counter t.
   *
   * @return steps done since the moments were zero
   */
  public int steps() {
    return steps;
  }

  /**
   * Sets the step counter, for a training that goes on from a file. The moments are to be written
   * through their arrays.
   *
   * @param count steps done, 0 or more
   * @throws IllegalArgumentException if {@code count} is negative
   */
  public void setSteps(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("steps must not be negative but are " + count);
    }
    steps = count;
  }

  /**
   * Sets the float copy u that {@link #straightThroughStep} moves.
   *
   * @param weights u in the order of the layer, O,H,W,C or O,I; copied
   * @throws IllegalArgumentException if the shape is not the layer's
   */
  public void setFloatCopy(Tensor weights) {
    requireShape(weights, "the float copy");
    float[] copy = new float[weights.size()];
    int n = values.layout().size();
    for (int group = 0; group < values.layout().groups(); group++) {
      values.layout().gather(weights.data(), group, copy, group * n);
    }
    floatCopy = copy;
  }

  /**
   * Reads the float copy u.
   *
   * @return u in the order of the layer, a copy; null if none was set
   */
  public @Nullable Tensor floatCopy() {
    if (floatCopy == null) {
      return null;
    }
    Tensor copy = Tensor.zeros(values.shape());
    int n = values.layout().size();
    for (int group = 0; group < values.layout().groups(); group++) {
      values.layout().scatter(floatCopy, group * n, copy.data(), group);
    }
    return copy;
  }

  /** Drops the float copy and its memory. */
  public void clearFloatCopy() {
    floatCopy = null;
  }

  /**
   * Optimizes the bases, Algorithm 3: search, refit, moments; see {@link BasisStep}.
   *
   * @param gradient ∂ℓ/∂ŵ in the order of the layer, O,H,W,C or O,I; not modified
   * @param learningRate lr, 0 or more
   * @param target modified: the new ŵ in the order of the layer
   * @throws IllegalArgumentException if a shape or the learning rate is out of place
   * @throws NumericException if the gradient of a group with coordinates is not finite
   */
  public void basisStep(Tensor gradient, double learningRate, Tensor target) {
    requireShape(target, "the target");
    QuadraticModel.Scale scale = nextStep(gradient, learningRate);
    forEachGroup((worker, group) -> {
      worker.observeWeights(gradient.data(), group);
      worker.bases().apply(group, scale);
      worker.reconstruct(group, target.data());
    });
  }

  /**
   * Search and refit with the moments as they are, without any of what surrounds them in {@link
   * #basisStep}: no gradient is taken in, and the moments of the coordinates remain those of the
   * old bases.
   *
   * @param scale the factors of the step
   * @param target modified: the new ŵ in the order of the layer
   * @throws IllegalArgumentException if the target's shape is not the layer's
   * @throws NumericException if the moments are not finite
   */
  public void alternate(QuadraticModel.Scale scale, Tensor target) {
    requireShape(target, "the target");
    forEachGroup((worker, group) -> {
      worker.bases().alternate(group, scale);
      worker.reconstruct(group, target.data());
    });
  }

  /**
   * Optimizes the coordinates, Algorithm 4; see {@link CoordinateStep}.
   *
   * @param gradient ∂ℓ/∂ŵ in the order of the layer, O,H,W,C or O,I; not modified
   * @param learningRate lr, 0 or more
   * @param weightDecay factor of the L2 term on the coordinates, 0 or more
   * @param target modified: the new ŵ in the order of the layer
   * @throws IllegalArgumentException if an argument is out of place
   * @throws NumericException if the gradient of a group with coordinates is not finite
   */
  public void coordinateStep(
      Tensor gradient, double learningRate, double weightDecay, Tensor target) {
    requireShape(target, "the target");
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("the weight decay must be 0 or more, not " + weightDecay);
    }
    QuadraticModel.Scale scale = nextStep(gradient, learningRate);
    forEachGroup((worker, group) -> {
      worker.observeWeights(gradient.data(), group);
      worker.observeCoordinates(group, weightDecay);
      worker.coordinates().apply(group, scale);
      worker.reconstruct(group, target.data());
    });
  }

  /**
   * Moves the float copy and projects it; see {@link StraightThrough}.
   *
   * @param gradient ∂ℓ/∂ŵ in the order of the layer, O,H,W,C or O,I; not modified
   * @param learningRate lr, 0 or more
   * @param projection how the float copy is projected
   * @param target modified: the new ŵ in the order of the layer
   * @throws IllegalArgumentException if an argument is out of place
   * @throws IllegalStateException if no float copy was set
   * @throws NumericException if the gradient of a group with coordinates is not finite
   */
  public void straightThroughStep(
      Tensor gradient, double learningRate, StraightThrough.Projection projection, Tensor target) {
    requireShape(target, "the target");
    float[] u = floatCopy;
    if (u == null) {
      throw new IllegalStateException(name + " has no float copy to step on");
    }
    QuadraticModel.Scale scale = nextStep(gradient, learningRate);
    forEachGroup((worker, group) -> {
      worker.observeWeights(gradient.data(), group);
      worker.straightThrough().apply(group, u, scale, projection);
      worker.reconstruct(group, target.data());
    });
  }

  /**
   * Updates the moments of both domains and leaves the weights as they are: what a pruning
   * iteration does before it scores the coordinates.
   *
   * @param gradient ∂ℓ/∂ŵ in the order of the layer, O,H,W,C or O,I; not modified
   * @param learningRate lr, 0 or more
   * @return the factors of this step
   * @throws IllegalArgumentException if the gradient's shape or the learning rate is out of place
   */
  public QuadraticModel.Scale observe(Tensor gradient, double learningRate) {
    QuadraticModel.Scale scale = nextStep(gradient, learningRate);
    forEachGroup((worker, group) -> {
      worker.observeWeights(gradient.data(), group);
      worker.observeCoordinates(group, 0);
    });
    return scale;
  }

  /**
   * Removes a coordinate with its basis and its moments.
   *
   * @param group from 0 to {@code values().layout().groups() - 1}
   * @param basis from 0 to {@code values().bitwidth(group) - 1}
   * @throws IndexOutOfBoundsException if there is no such group or basis
   */
  public void prune(int group, int basis) {
    int slot = values.slot(group, basis);
    coordinateMoments.remove(slot, group * values.maxBitwidth() + values.bitwidth(group));
    values.prune(group, basis);
  }

  /**
   * Writes the weights {@code ŵ = Bα} with the engine's threads.
   *
   * @param target modified: ŵ in the order of the layer
   * @throws IllegalArgumentException if the shape is not the layer's
   */
  public void reconstruct(Tensor target) {
    requireShape(target, "the target");
    forEachGroup((worker, group) -> worker.reconstruct(group, target.data()));
  }

  private QuadraticModel.Scale nextStep(Tensor gradient, double learningRate) {
    requireShape(gradient, "the gradient");
    QuadraticModel.Scale scale = QuadraticModel.Scale.at(learningRate, steps + 1);
    steps++;
    return scale;
  }

  private void requireShape(Tensor tensor, String what) {
    if (!tensor.shape().equals(values.shape())) {
      throw new IllegalArgumentException(
          what + " of " + name + " must be " + values.shape() + " but is " + tensor.shape());
    }
  }

  /** What is done with one group. */
  private interface GroupTask {
    void run(GroupWorker worker, int group);
  }

  private void forEachGroup(GroupTask task) {
    int groups = values.layout().groups();
    int perChunk = Math.max(1, CHUNK_WEIGHTS / (values.layout().size() + GROUP_WEIGHTS));
    try {
      engine
          .parallel()
          .forEach(
              Math.ceilDiv(groups, perChunk),
              chunk -> {
                GroupWorker worker = borrowWorker();
                int end = Math.min(groups, (chunk + 1) * perChunk);
                for (int group = chunk * perChunk; group < end; group++) {
                  task.run(worker, group);
                }
                giveBack(worker);
              });
    } catch (NumericException e) {
      throw new NumericException(name + ": " + e.getMessage(), e);
    }
  }

  private GroupWorker borrowWorker() {
    synchronized (idleWorkers) {
      GroupWorker worker = idleWorkers.poll();
      if (worker != null) {
        return worker;
      }
    }
    return new GroupWorker(values, weightMoments, coordinateMoments, engine.kernels().groups());
  }

  private void giveBack(GroupWorker worker) {
    synchronized (idleWorkers) {
      idleWorkers.push(worker);
    }
  }
}
