package dev.alq.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Losses;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A value that a layer of one's own keeps for a later layer is still there when that reads it. */
class SkipConnectionTest {

  private static final long SEED = 61;
  private static final int[] LABELS = {1, 0};
  private static final Shape IMAGES = Shape.of(LABELS.length, 5, 4, 3);

  @AutoClose private final Engine engine = Engine.start(2);
  private final Conv2d first = Conv2d.create("first", 3, 3, 3, 1, 1, SEED);
  private final Conv2d second = Conv2d.create("second", 3, 3, 3, 1, 1, SEED);
  private final Linear classes = Linear.create("classes", 5 * 4 * 3, 3, SEED);

  /** Hands on what it is given, and remembers it. */
  private static final class Save implements CustomLayer {

    private @Nullable Variable saved;

    @Override
    public String name() {
      return "save";
    }

    @Override
    public Variable forward(Tape tape, Variable input) {
      tape.keep(input);
      saved = input;
      return input;
    }
  }

  /** Adds what was remembered. */
  private record Join(String name, Save save) implements CustomLayer {
    @Override
    public Variable forward(Tape tape, Variable input) {
      return Functions.add(tape, input, Objects.requireNonNull(save.saved));
    }
  }

  @FunctionalInterface
  private interface Forward {
    Variable of(Tape tape, Variable images);
  }

  /** In layers. What is joined is read by a ReLU first, which has no use for it afterwards. */
  private Layer layers() {
    Save save = new Save();
    return Sequential.of(
        "skip",
        first,
        save,
        new Relu("relu1"),
        second,
        new Relu("relu2"),
        new Join("join", save),
        new Flatten("flatten"),
        classes);
  }

  /** The same in functions, which give nothing back. */
  private Variable plainly(Tape tape, Variable images) {
    Variable x = first.forward(tape, images);
    Variable y = Functions.relu(tape, second.forward(tape, Functions.relu(tape, x)));
    return classes.forward(tape, Functions.flatten(tape, Functions.add(tape, y, x)));
  }

  /** Logits, and after them the gradients if the pass has any. */
  private List<float[]> results(Pass pass, Forward network) {
    List<float[]> results = new ArrayList<>();
    Tensor images = Tensor.of(IMAGES, Numbers.random(SEED, IMAGES.size()));
    try (Tape tape = new Tape(new Workspace(engine), pass)) {
      Variable logits = network.of(tape, tape.constant(images));
      results.add(logits.value().data().clone());
      if (pass.recordsGradients()) {
        tape.backward(Losses.crossEntropy(tape, logits, LABELS));
        layers().parameters().forEach(parameter -> results.add(takeGradient(parameter)));
      }
    }
    return results;
  }

  private static float[] takeGradient(Parameter parameter) {
    Tensor gradient = parameter.gradient();
    assertNotNull(gradient, parameter.name());
    float[] values = gradient.data().clone();
    parameter.clearGradient();
    return values;
  }

  @ParameterizedTest
  @EnumSource(Pass.class)
  void valuesAndGradientsAreThoseOfThePlainComposition(Pass pass) {
    List<float[]> expected = results(pass, this::plainly);
    List<float[]> actual = results(pass, layers()::forward);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), "tensor " + i + " seed " + SEED);
    }
  }
}
