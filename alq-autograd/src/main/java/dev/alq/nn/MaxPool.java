package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Maximum over square windows.
 *
 * @param name path in the network
 * @param kernel extent of a window, at least 1
 * @param stride distance between windows, at least 1
 * @param padding ignored places on each side, at most half of the window
 */
public record MaxPool(String name, int kernel, int stride, int padding) implements Layer {

  /** Checks the extents. */
  public MaxPool {
    if (kernel < 1 || stride < 1 || padding < 0 || 2 * padding > kernel) {
      throw new IllegalArgumentException(
          name + ": window " + kernel + ", stride " + stride + ", padding " + padding);
    }
  }

  @Override
  public Variable forward(Tape tape, Variable input) {
    return Functions.maxPool(tape, input, kernel, stride, padding);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  public Map<String, Tensor> buffers() {
    return Map.of();
  }
}
