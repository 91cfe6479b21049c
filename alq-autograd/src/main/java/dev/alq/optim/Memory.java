package dev.alq.optim;

import dev.alq.autograd.Parameter;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The running averages and sums of an optimizer: the same tensors for each parameter. */
final class Memory {

  /** What is kept of one parameter; begins with zeros. */
  static final class Entry {
    private final Tensor[] tensors;
    int steps;

    private Entry(int tensors, Parameter parameter) {
      this.tensors = new Tensor[tensors];
      for (int i = 0; i < tensors; i++) {
        this.tensors[i] = Tensor.zeros(parameter.shape());
      }
    }

    float[] array(int index) {
      return tensors[index].data();
    }
  }

  private final List<String> names;
  // A parameter is equal to itself only; the order makes equal runs give equal states.
  private final Map<Parameter, Entry> entries = new LinkedHashMap<>();

  /** Names the tensors that are kept of each parameter. */
  Memory(List<String> names) {
    this.names = List.copyOf(names);
  }

  Entry of(Parameter parameter) {
    return entries.computeIfAbsent(parameter, p -> new Entry(names.size(), p));
  }

  OptimizerState state() {
    Map<String, OptimizerState.History> histories = new LinkedHashMap<>();
    entries.forEach((parameter, entry) -> {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (int i = 0; i < entry.tensors.length; i++) {
        tensors.put(names.get(i), entry.tensors[i]);
      }
      histories.put(parameter.name(), new OptimizerState.History(entry.steps, tensors));
    });
    return new OptimizerState(histories);
  }

  /** Replaces everything; see {@link Optimizer#restore}. */
  void restore(OptimizerState state, List<Parameter> parameters) {
    Map<Parameter, Entry> restored = new LinkedHashMap<>();
    state
        .histories()
        .forEach((name, history) -> {
          Parameter parameter =
              parameters.stream()
                  .filter(p -> p.name().equals(name))
                  .findFirst()
                  .orElseThrow(
                      () -> new IllegalArgumentException("no parameter is called " + name));
          restored.put(parameter, entry(parameter, history));
        });
    entries.clear();
    entries.putAll(restored);
  }

  private Entry entry(Parameter parameter, OptimizerState.History history) {
    if (!List.copyOf(history.tensors().keySet()).equals(names)) {
      throw new IllegalArgumentException(
          "the history of "
              + parameter.name()
              + " has "
              + history.tensors().keySet()
              + ", not "
              + names);
    }
    Entry entry = new Entry(names.size(), parameter);
    entry.steps = history.steps();
    int i = 0;
    for (Tensor tensor : history.tensors().values()) {
      entry.tensors[i++].copyFrom(tensor);
    }
    return entry;
  }
}
