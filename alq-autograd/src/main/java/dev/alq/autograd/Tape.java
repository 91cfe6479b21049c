package dev.alq.autograd;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records one pass through a network and replays it backwards. Values and gradients of intermediate
 * results live in borrowed memory that goes back when the tape is closed; parameters keep theirs.
 *
 * <pre>{@code
 * try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
 *   Variable logits = network.forward(tape, tape.constant(images));
 *   tape.backward(Losses.crossEntropy(tape, logits, labels));
 * }
 * }</pre>
 */
public final class Tape implements AutoCloseable {

  private record Node(Operation operation, Variable output) {
    boolean gradientReads(float[] memory) {
      return (operation.gradientReadsOutput() && liesIn(memory, output))
          || (operation.gradientReadsInputs()
              && operation.inputs().stream().anyMatch(input -> liesIn(memory, input)));
    }
  }

  private final Workspace workspace;
  private final Pass pass;
  private final List<Node> nodes = new ArrayList<>();

  /** What was lent, by its memory, which several tensors may share. */
  private final IdentityHashMap<float[], Tensor> borrowed = new IdentityHashMap<>();

  /** Whose value lay in a memory first: that of a view or a result in place lies there as well. */
  private final IdentityHashMap<float[], Variable> firstOwner = new IdentityHashMap<>();

  /** Where these lay, something else may lie by now. */
  private final Set<Variable> leftBehind = Collections.newSetFromMap(new IdentityHashMap<>());

  /** What does not go back before the tape is closed. */
  private final Set<float[]> kept = Collections.newSetFromMap(new IdentityHashMap<>());

  private final List<int[]> borrowedInts = new ArrayList<>();

  /**
   * Starts a tape.
   *
   * @param workspace lends the memory of intermediate results
   * @param pass what the pass is for
   */
  public Tape(Workspace workspace, Pass pass) {
    this.workspace = workspace;
    this.pass = pass;
  }

  /**
   * What the pass is for.
   *
   * @return as given
   */
  public Pass pass() {
    return pass;
  }

  /**
   * What computes.
   *
   * @return the workspace's engine
   */
  public Engine engine() {
    return workspace.engine();
  }

  /**
   * Brings in a value that nothing is differentiated by, such as a batch of images.
   *
   * @param value shared, not modified
   * @return a variable without gradient
   */
  public Variable constant(Tensor value) {
    return new Variable(value, false);
  }

  /**
   * Lends memory until the tape is closed.
   *
   * @param shape the shape wanted
   * @return a tensor whose contents are undefined
   */
  public Tensor borrow(Shape shape) {
    Tensor tensor = workspace.borrow(shape);
    borrowed.put(tensor.data(), tensor);
    return tensor;
  }

  private static float[] memory(Variable variable) {
    return variable.value().data();
  }

  @SuppressWarnings("ReferenceEquality") // which memory it is, not what stands in it
  private static boolean liesIn(float[] memory, Variable variable) {
    return memory(variable) == memory;
  }

  /**
   * Lends integers until the tape is closed.
   *
   * @param length how many
   * @return an array whose contents are undefined
   */
  public int[] borrowInts(int length) {
    int[] array = engine().buffers().borrowInts(length);
    borrowedInts.add(array);
    return array;
  }

  /**
   * Records the result of an operation.
   *
   * @param operation what was computed, with all its gradient needs
   * @param value the result
   * @return the variable of the result
   */
  public Variable record(Operation operation, Tensor value) {
    boolean wanted =
        pass.recordsGradients() && operation.inputs().stream().anyMatch(Variable::requiresGradient);
    Variable output = new Variable(value, wanted);
    if (wanted) {
      nodes.add(new Node(operation, output));
      firstOwner.putIfAbsent(value.data(), output);
    }
    return output;
  }

  /**
   * Computes the gradient of a loss at every parameter it depends on; gradients of parameters are
   * added to what they already hold. The recording is used up, and with it the intermediate values:
   * each is given back as soon as nothing needs it any more, so that gradients take its place. The
   * loss and what it was computed from (the logits) stay until the tape is closed.
   *
   * @param loss a scalar, computed on this tape
   * @throws IllegalArgumentException if the loss is not a scalar
   * @throws IllegalStateException if the loss depends on no parameter or the recording is used up
   */
  public void backward(Variable loss) {
    if (loss.value().size() != 1) {
      throw new IllegalArgumentException("a loss must be a scalar but is " + loss.shape());
    }
    if (nodes.stream().noneMatch(node -> node.output() == loss)) {
      throw new IllegalStateException("this loss depends on no parameter recorded on this tape");
    }
    keepLossAndItsInputs(loss);
    Tensor one = workspace.borrow(loss.shape());
    one.data()[0] = 1;
    loss.setGradient(one);
    for (Node node : nodes.reversed()) {
      if (!node.operation().gradientReadsOutput()) {
        release(node.output());
      }
      Tensor gradient = node.output().gradient();
      if (gradient != null) {
        GradientRules.apply(this, node.operation(), node.output(), gradient);
        dropGradient(node.output());
      }
      release(node.output());
    }
    nodes.clear();
    firstOwner.clear();
  }

  private void keepLossAndItsInputs(Variable loss) {
    keep(loss);
    for (Node node : nodes) {
      if (node.output() == loss) {
        node.operation().inputs().forEach(this::keep);
      }
    }
  }

  /** All that reads a value comes after what first computed it. */
  private void release(Variable variable) {
    if (firstOwner.get(memory(variable)) == variable) {
      giveBack(memory(variable));
    }
  }

  /** Does nothing to memory that is kept or that this tape has not lent. */
  private void giveBack(float[] memory) {
    if (kept.contains(memory)) {
      return;
    }
    Tensor lent = borrowed.remove(memory);
    if (lent != null) {
      firstOwner.remove(memory); // whose value lies there next is another loan's first
      workspace.giveBack(lent);
    }
  }

  /**
   * Keeps a value, and whatever lies in the same memory, until the tape is closed: for whoever
   * reads it later than the layers around it know.
   *
   * @param value a value that has not been left behind
   */
  public void keep(Variable value) {
    kept.add(memory(value));
  }

  /**
   * Says that the forward pass has read a value for the last time: its memory goes back now unless
   * a gradient is computed from it. Does nothing to values that are kept or that this tape has not
   * lent.
   *
   * @param passed a result that only the caller has seen
   * @param read values that are still read; where one lies in the same memory, nothing is done
   */
  public void leaveBehind(Variable passed, Variable... read) {
    float[] memory = memory(passed);
    if (!leftBehind.contains(passed)
        && Stream.of(read).noneMatch(other -> liesIn(memory, other))
        && nodes.stream().noneMatch(node -> node.gradientReads(memory))) {
      leftBehind.add(passed);
      giveBack(memory);
    }
  }

  /**
   * Adds a contribution to the gradient of an operation's input, if one is wanted there.
   *
   * @param input an input of an operation
   * @param writer overwrites all of the tensor it is given, which has the input's shape
   */
  public void contribute(@Nullable Variable input, Consumer<Tensor> writer) {
    if (input == null || !input.requiresGradient()) {
      return;
    }
    Tensor present = input.gradient();
    if (present == null) {
      writer.accept(firstGradient(input));
    } else {
      Tensor more = workspace.borrow(input.shape());
      writer.accept(more);
      float[] sum = present.data();
      Ranges.forEach(
          engine(),
          sum.length,
          (from, to) -> engine().kernels().add(sum, more.data(), sum, from, to));
      workspace.giveBack(more);
    }
  }

  /**
   * Makes a result's gradient that of an input of the same shape, without a copy: for rules that
   * change the gradient in place, as the last thing they do with it.
   */
  void handOn(Variable output, Variable input) {
    Tensor gradient = output.gradient();
    if (gradient == null || !input.requiresGradient()) {
      return;
    }
    if (input instanceof Parameter || input.gradient() != null) {
      contribute(input, target -> target.copyFrom(gradient));
    } else {
      output.setGradient(null);
      input.setGradient(gradient);
    }
  }

  private void dropGradient(Variable output) {
    Tensor gradient = output.gradient();
    if (gradient != null) {
      output.setGradient(null);
      workspace.giveBack(gradient);
    }
  }

  private Tensor firstGradient(Variable input) {
    if (input instanceof Parameter parameter) {
      return parameter.claimGradient();
    }
    Tensor gradient = workspace.borrow(input.shape());
    input.setGradient(gradient);
    return gradient;
  }

  /** Gives the borrowed memory back; intermediate values must not be used afterwards. */
  @Override
  public void close() {
    nodes.forEach(node -> dropGradient(node.output()));
    nodes.clear();
    firstOwner.clear();
    borrowed.values().forEach(workspace::giveBack);
    borrowed.clear();
    leftBehind.clear();
    kept.clear();
    borrowedInts.forEach(engine().buffers()::giveBack);
    borrowedInts.clear();
  }
}
