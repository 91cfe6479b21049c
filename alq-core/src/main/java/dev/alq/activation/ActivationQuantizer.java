package dev.alq.activation;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Operation;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.ActivationKernels;
import dev.alq.kernel.Ranges;
import dev.alq.multibit.ActivationLevels;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A step function in the place of a ReLU: each pre-activation becomes the nearest of the layer's
 * {@link ActivationLevels}. The gradient goes straight through between the lowest and the highest
 * value and is 0 outside.
 *
 * <p>Until it is activated, and then until the first training pass with activations above 0, it is
 * a ReLU. That pass sketches the values, and each training pass, from that one on, fits them to its
 * batch, by least squares for the codes that the batch got. The values are the mean of the sketch
 * and the first fits, later a running average with momentum 0.9. They are frozen in all passes that
 * do not train batch normalisation either.
 *
 * <p>The state lies in {@link #buffers()}, so that it is stored and restored with the network. One
 * training pass at a time; evaluations may run at the same time as each other.
 */
public final class ActivationQuantizer implements CustomLayer {

  /** The running average moves as if it were the mean of so many fits. */
  private static final int MEMORY = 10;

  private final String name;
  private final Reference reference;
  private final Tensor base;
  private final Tensor coordinates;

  /** How many batches the values come from; whole numbers. */
  private final Tensor batches = Tensor.zeros(Shape.of(1));

  /** 1 if it quantizes, or will once it has values, and 0 if it is a ReLU. */
  private final Tensor active = Tensor.zeros(Shape.of(1));

  private @Nullable LevelTracker tracker;

  /**
   * Creates a quantizer that acts as ReLU.
   *
   * @param name path in the network
   * @param bitwidth bits per activation, from 1 to {@link
   *     dev.alq.multibit.MultiBitTensor#MAX_BITWIDTH}
   * @param reference where x_ref comes from
   */
  public ActivationQuantizer(String name, int bitwidth, Reference reference) {
    this.name = name;
    this.reference = reference;
    base = Tensor.zeros(Shape.of(1));
    coordinates = Tensor.zeros(Shape.of(bitwidth));
  }

  /**
   * The quantizers of a network.
   *
   * @param network what to search
   * @return all of them, in the order of the network
   */
  public static List<ActivationQuantizer> of(Layer network) {
    return all(network).toList();
  }

  private static Stream<ActivationQuantizer> all(Layer layer) {
    return switch (layer) {
      case ActivationQuantizer quantizer -> Stream.of(quantizer);
      case Sequential sequence -> sequence.layers().stream().flatMap(ActivationQuantizer::all);
      case Residual residual -> Stream.concat(all(residual.body()), all(residual.shortcut()));
      case Conv2d _,
          Linear _,
          BatchNorm _,
          MaxPool _,
          GlobalAveragePool _,
          Relu _,
          Flatten _,
          CustomLayer _ ->
          Stream.empty();
    };
  }

  /** Lets it quantize from the next training pass on. */
  public void activate() {
    active.data()[0] = 1;
  }

  /**
   * Whether {@link #activate} was called.
   *
   * @return false as long as this is a ReLU in every pass
   */
  public boolean isActive() {
    return active.data()[0] != 0;
  }

  /**
   * The values that evaluation uses.
   *
   * @return null while this is a ReLU
   */
  public @Nullable ActivationLevels levels() {
    return isActive() && batches.data()[0] > 0
        ? new ActivationLevels(base.data()[0], coordinates.data())
        : null;
  }

  @Override
  public String name() {
    return name;
  }

  /** The state: base, coordinates, number of batches they come from, and whether it is active. */
  @Override
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> buffers = new LinkedHashMap<>();
    buffers.put(name + ".base", base);
    buffers.put(name + ".coordinates", coordinates);
    buffers.put(name + ".batches", batches);
    buffers.put(name + ".active", active);
    return buffers;
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    ActivationLevels levels = levels();
    float[] x = input.value().data();
    boolean follows = isActive() && tape.pass() == Pass.TRAINING;
    if (levels == null && follows) {
      levels = tracker().sketch(tape.engine(), x);
      if (levels != null) {
        begin(levels);
      }
    }
    if (levels == null) {
      return Functions.relu(tape, input);
    }
    Variable output = quantize(tape, input, levels);
    if (follows) {
      follow(tracker().fit(tape.engine(), x, levels));
    }
    return output;
  }

  private static Variable quantize(Tape tape, Variable input, ActivationLevels levels) {
    ActivationKernels kernels = tape.engine().kernels().activations();
    float[] x = input.value().data();
    Tensor output = tape.borrow(input.shape());
    Ranges.forEach(
        tape.engine(),
        x.length,
        (from, to) -> levels.quantize(kernels, x, output.data(), from, to));
    float lowest = levels.base();
    float highest = levels.highest();
    Operation.GradientRule straightThrough =
        (backward, y, dy) ->
            backward.contribute(
                input,
                dx ->
                    Ranges.forEach(
                        backward.engine(),
                        x.length,
                        (from, to) ->
                            kernels.gradientInside(
                                lowest, highest, x, dy.data(), dx.data(), from, to)));
    return tape.record(new Operation.Custom(List.of(input), straightThrough), output);
  }

  private void begin(ActivationLevels levels) {
    base.data()[0] = levels.base();
    System.arraycopy(levels.coordinates(), 0, coordinates.data(), 0, coordinates.size());
  }

  /** Moves the running values towards those of a batch; null leaves them as they are. */
  private void follow(double @Nullable [] fitted) {
    if (fitted == null) {
      return;
    }
    // The sketch counts as the first of them. So no step is lost that one batch has no use for.
    double share = 1 / Math.min(MEMORY, batches.data()[0] + 2.0);
    base.data()[0] += (float) (share * (fitted[0] - base.data()[0]));
    float[] gamma = coordinates.data();
    for (int i = 0; i < gamma.length; i++) {
      gamma[i] += (float) (share * (0.5 * fitted[i + 1] - gamma[i]));
    }
    batches.data()[0]++;
  }

  private LevelTracker tracker() {
    LevelTracker present = tracker;
    if (present == null) {
      present = new LevelTracker(reference, coordinates.size());
      tracker = present;
    }
    return present;
  }
}
