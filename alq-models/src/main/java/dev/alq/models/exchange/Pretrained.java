package dev.alq.models.exchange;

import dev.alq.nn.Layer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Takes weights over that were trained elsewhere: from PyTorch's checkpoints ({@code .pth}, in the
 * zip format and the one before it) and from safetensors, both with the names and the order of axes
 * that PyTorch has. Nothing in such a file is executed.
 *
 * <p>A file fits if its names are those of the network's {@link Layer#state()} and every shape
 * agrees. A prefix {@code module.} of all names, which training on several devices leaves behind,
 * is taken off, and counters named {@code num_batches_tracked} are passed over.
 */
public final class Pretrained {

  private static final String PREFIX = "module.";
  private static final String COUNTER = ".num_batches_tracked";

  /** What becomes of the last layer when the file was trained on other classes. */
  public enum Classifier {
    /** It is taken over like all others. */
    FROM_FILE,
    /** It stays as it is, whatever the file has under its names. */
    AS_IT_IS
  }

  private Pretrained() {}

  /**
   * Reads all parameters and buffers of a network from a file.
   *
   * @param network receives the weights; modified, but not if anything does not fit
   * @param file a checkpoint of PyTorch or safetensors
   * @throws CheckpointException if the file is damaged or does not fit; the message lists every
   *     name that the network or the file lacks and every shape that differs
   * @throws IOException if the file cannot be read
   */
  public static void load(Layer network, Path file) throws IOException {
    load(network, file, Classifier.FROM_FILE);
  }

  /**
   * Reads the parameters and buffers of a network from a file.
   *
   * @param network receives the weights; modified, but not if anything does not fit
   * @param file a checkpoint of PyTorch or safetensors
   * @param classifier whether the parameters of the last layer are read
   * @throws CheckpointException if the file is damaged or does not fit; the message lists every
   *     name that the network or the file lacks and every shape that differs
   * @throws IOException if the file cannot be read
   */
  public static void load(Layer network, Path file, Classifier classifier) throws IOException {
    Map<String, Tensor> state = new LinkedHashMap<>(network.state());
    Set<String> passedOver =
        switch (classifier) {
          case FROM_FILE -> Set.of();
          case AS_IT_IS -> lastLayer(network);
        };
    state.keySet().removeAll(passedOver);
    try (Checkpoint checkpoint = Checkpoint.open(file)) {
      Map<String, String> names = ownNames(checkpoint);
      names.keySet().removeAll(passedOver);
      requireFit(file, network, state, names, checkpoint.shapes());
      Map<String, Tensor> read = new LinkedHashMap<>();
      for (String name : state.keySet()) {
        read.put(name, checkpoint.read(names.getOrDefault(name, name)));
      }
      read.forEach((name, tensor) -> AxisOrder.toOwn(tensor, state.getOrDefault(name, tensor)));
    }
  }

  /** The names that the last parameter's layer has: "fc.weight" and "fc.bias" of "fc". */
  private static Set<String> lastLayer(Layer network) {
    String last = network.parameters().getLast().name();
    String layer = last.substring(0, last.lastIndexOf('.') + 1);
    return network.state().keySet().stream()
        .filter(name -> name.startsWith(layer))
        .collect(Collectors.toSet());
  }

  /** Names in the file by the names that they stand for. */
  private static Map<String, String> ownNames(Checkpoint checkpoint) {
    Set<String> names = checkpoint.shapes().keySet();
    boolean prefixed = names.stream().allMatch(name -> name.startsWith(PREFIX));
    Map<String, String> own = new LinkedHashMap<>();
    for (String name : names) {
      if (!name.endsWith(COUNTER)) {
        own.put(prefixed ? name.substring(PREFIX.length()) : name, name);
      }
    }
    return own;
  }

  private static void requireFit(
      Path file,
      Layer network,
      Map<String, Tensor> state,
      Map<String, String> names,
      Map<String, Shape> shapes)
      throws CheckpointException {
    List<String> faults = new ArrayList<>();
    Set<String> missing = new TreeSet<>(state.keySet());
    missing.removeAll(names.keySet());
    if (!missing.isEmpty()) {
      faults.add("it lacks " + String.join(", ", missing));
    }
    Set<String> unknown = new TreeSet<>(names.keySet());
    unknown.removeAll(state.keySet());
    if (!unknown.isEmpty()) {
      faults.add(
          "the network lacks "
              + unknown.stream().map(PickleInput::printable).collect(Collectors.joining(", ")));
    }
    state.forEach((name, tensor) -> {
      Shape wanted = AxisOrder.foreign(tensor.shape());
      Shape found = shapes.get(names.getOrDefault(name, ""));
      if (found != null && !found.equals(wanted)) {
        faults.add(name + " is " + found + ", must be " + wanted);
      }
    });
    if (!faults.isEmpty()) {
      throw new CheckpointException(
          file, "does not fit the network " + network.name() + ": " + String.join("; ", faults));
    }
  }
}
