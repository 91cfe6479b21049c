package dev.alq.optim;

import dev.alq.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an optimizer remembers, so that training can go on from a file.
 *
 * @param histories by the name of the parameter, in the order of the parameters' first steps; a
 *     parameter that never took a step is missing
 */
public record OptimizerState(Map<String, History> histories) {

  /** The state of an optimizer without history. */
  public static final OptimizerState NONE = new OptimizerState(Map.of());

  /** Takes a copy that keeps the order. */
  public OptimizerState {
    histories = Collections.unmodifiableMap(new LinkedHashMap<>(histories));
  }

  /**
   * What is remembered of one parameter.
   *
   * @param steps how many steps it took, at least 1
   * @param tensors running averages and sums by name, each of the parameter's shape; not copied
   */
  public record History(int steps, Map<String, Tensor> tensors) {

    /**
     * Takes a copy of the map that keeps the order.
     *
     * @throws IllegalArgumentException if there was no step
     */
    public History {
      if (steps < 1) {
        throw new IllegalArgumentException("a history of " + steps + " steps");
      }
      tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }
  }
}
