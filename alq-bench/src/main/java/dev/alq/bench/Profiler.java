package dev.alq.bench;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Operation;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Layer;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.nn.Stage;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes a network's training step apart. It walks the layers itself and puts a mark behind each: an
 * operation that hands value and gradient on and looks at the clock. The backward pass meets the
 * marks in reverse order, so in both directions the time between two marks is one layer's. Nothing
 * in the engine knows of this.
 */
final class Profiler {

  /** The part of the step that is the loss. */
  static final String LOSS = "(loss)";

  /** The part of the step that changes the weights. */
  static final String UPDATE = "(update)";

  /**
   * What happened in one layer.
   *
   * @param layer the layer, or null for a part that is none
   * @param input shape of its input
   * @param output shape of its output
   * @param forward nanoseconds of the forward pass, one entry a step
   * @param backward nanoseconds of the backward pass, one entry a step
   */
  record Part(
      @Nullable Layer layer, Shape input, Shape output, List<Long> forward, List<Long> backward) {}

  private final Workspace workspace;
  private final Layer network;
  private final Sgd optimizer;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** Whose operations the backward pass is at. */
  private @Nullable Part current;

  private long last;

  Profiler(Engine engine, Layer network) {
    this.workspace = new Workspace(engine);
    this.network = network;
    optimizer = new Sgd(engine, Sgd.Options.momentum(Task.TrainingStep.MOMENTUM));
  }

  /** Does one training step; {@link #parts} grows by its times. */
  void step(Tensor images, int[] labels) {
    network.parameters().forEach(Parameter::clearGradient);
    try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
      last = System.nanoTime();
      Variable logits = walk(tape, network, tape.constant(images));
      Variable loss = Loss.CROSS_ENTROPY.apply(tape, logits, labels);
      Part part = part(LOSS, null, logits.shape(), loss.shape());
      part.forward().add(lap());
      current = part;
      tape.backward(loss);
      finishCurrent();
    }
    last = System.nanoTime();
    optimizer.step(network.parameters(), Task.TrainingStep.LEARNING_RATE);
    Shape none = Shape.of(1);
    part(UPDATE, null, none, none).forward().add(lap());
  }

  /** What was seen so far, in the order of the forward pass. */
  Map<String, Part> parts() {
    return parts;
  }

  /** Forgets the times, such as those of a warm-up. */
  void forget() {
    parts.clear();
  }

  private Variable walk(Tape tape, Layer layer, Variable input) {
    return switch (layer) {
      case Sequential sequence -> {
        Variable x = input;
        for (Stage stage : sequence.stages()) {
          x = walk(tape, stage, x);
        }
        yield x;
      }
      case Residual residual -> {
        Variable body = walk(tape, residual.body(), input);
        Variable shortcut = walk(tape, residual.shortcut(), input);
        Variable sum = Functions.add(tape, body, shortcut);
        yield mark(
            tape, sum, part(residual.name() + " (sum)", residual, input.shape(), sum.shape()));
      }
      default -> {
        Variable output = layer.forward(tape, input);
        yield mark(tape, output, part(layer.name(), layer, input.shape(), output.shape()));
      }
    };
  }

  private Variable walk(Tape tape, Stage stage, Variable input) {
    return switch (stage) {
      case Stage.Single(Layer layer) -> walk(tape, layer, input);
      case Stage.RectifiedResidual(Residual residual, Relu relu) -> {
        Variable body = walk(tape, residual.body(), input);
        Variable shortcut = walk(tape, residual.shortcut(), input);
        Variable sum = Functions.addAndRectify(tape, body, shortcut);
        String name = residual.name() + " (sum) + " + relu.name();
        yield mark(tape, sum, part(name, residual, input.shape(), sum.shape()));
      }
      case Stage.RectifiedNorm(BatchNorm norm, Relu relu) ->
          together(tape, stage, norm, relu, input);
      case Stage.RectifiedPool(MaxPool pool, Relu relu) -> together(tape, stage, pool, relu, input);
    };
  }

  private Variable together(Tape tape, Stage stage, Layer first, Layer second, Variable input) {
    Variable output = stage.forward(tape, input);
    String name = first.name() + " + " + second.name();
    return mark(tape, output, part(name, first, input.shape(), output.shape()));
  }

  /** Ends a layer's forward time; the gradient that passes here begins its backward time. */
  private Variable mark(Tape tape, Variable value, Part part) {
    part.forward().add(lap());
    Operation operation =
        new Operation.Custom(
            List.of(value),
            (backwards, _, gradient) -> {
              finishCurrent();
              backwards.contribute(value, target -> target.copyFrom(gradient));
              current = part;
              last = System.nanoTime();
            });
    Variable marked = tape.record(operation, value.value());
    last = System.nanoTime();
    return marked;
  }

  private void finishCurrent() {
    if (current != null) {
      current.backward().add(lap());
      current = null;
    }
  }

  private Part part(String name, @Nullable Layer layer, Shape input, Shape output) {
    return parts.computeIfAbsent(
        name, _ -> new Part(layer, input, output, new ArrayList<>(), new ArrayList<>()));
  }

  private long lap() {
    long now = System.nanoTime();
    long elapsed = now - last;
    last = now;
    return elapsed;
  }
}
