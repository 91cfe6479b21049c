package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The sum of two ways through a network (He et al., 2016): {@code body(x) + shortcut(x)}.
 *
 * @param name path in the network
 * @param body the way that learns the residual
 * @param shortcut the other way; an empty {@link Sequential} for the identity
 */
public record Residual(String name, Layer body, Layer shortcut) implements Layer {

  @Override
  public Variable forward(Tape tape, Variable input) {
    return join(tape, input, Functions::add);
  }

  /** How the two ways come together. */
  interface Sum {
    Variable of(Tape tape, Variable a, Variable b);
  }

  /** Runs both ways. */
  Variable join(Tape tape, Variable input, Sum sum) {
    Variable a = body.forward(tape, input);
    Variable b = shortcut.forward(tape, input);
    Variable y = sum.of(tape, a, b);
    tape.leaveBehind(a, input, y);
    tape.leaveBehind(b, input, y);
    return y;
  }

  @Override
  public List<Parameter> parameters() {
    return Stream.concat(body.parameters().stream(), shortcut.parameters().stream()).toList();
  }

  @Override
  public Map<String, Tensor> buffers() {
    Map<String, Tensor> buffers = new LinkedHashMap<>(body.buffers());
    shortcut.buffers().forEach((path, tensor) -> StateNames.add(buffers, path, tensor));
    return buffers;
  }
}
