package dev.alq.train;

import dev.alq.container.ContainerException;
import dev.alq.container.SafetensorsFile;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import dev.alq.optim.OptimizerState;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the content of a checkpoint back into a state. */
final class CheckpointReader {

  private final SafetensorsFile file;
  private final Schedule schedule;
  private final QuantizationPlan plan;

  CheckpointReader(SafetensorsFile file, Schedule schedule, QuantizationPlan plan) {
    this.file = file;
    this.schedule = schedule;
    this.plan = plan;
  }

  /**
   * Reads the state.
   *
   * @param runs what the checkpoint may belong to
   * @throws ContainerException if it is damaged
   * @throws IOException if it is intact, but no checkpoint of those runs, or does not fit schedule
   *     and plan
   */
  TrainingState read(Set<String> runs) throws IOException {
    file.verify();
    requireText(CheckpointNames.FORMAT, CheckpointNames.FORMAT_VALUE);
    requireText(CheckpointNames.VERSION, CheckpointNames.VERSION_VALUE);
    String run = file.metadata().get(CheckpointNames.RUN);
    if (run == null || !runs.contains(run)) {
      throw new IOException(file.path() + ": is a checkpoint of another run");
    }
    try {
      return state();
    } catch (ContainerException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException(
          file.path() + ": is intact, but does not fit the run: " + e.getMessage(), e);
    }
  }

  private TrainingState state() throws ContainerException {
    int[] position = exactly(4, file.ints(CheckpointNames.POSITION));
    long[] counts = longPair(CheckpointNames.PARTIAL_COUNTS);
    double loss = single(CheckpointNames.PARTIAL_LOSS);
    return new TrainingState(
        position[0],
        position[1],
        new PartialEpoch(position[2], loss, counts[0], counts[1]),
        position[3],
        epochs(),
        tensors(CheckpointNames.NETWORK),
        weights(),
        optimizer(CheckpointNames.FLOAT_OPTIMIZER),
        phaseState(),
        best());
  }

  private void requireText(String key, String expected) throws IOException {
    String actual = file.metadata().get(key);
    if (!expected.equals(actual)) {
      throw new IOException(file.path() + ": its " + key + " is " + actual + ", not " + expected);
    }
  }

  private List<EpochMetrics> epochs() throws ContainerException {
    List<EpochMetrics> epochs = new ArrayList<>();
    if (has(CheckpointNames.EPOCHS)) {
      double[] f = file.doubles(CheckpointNames.EPOCHS);
      for (int i = 0; i + CheckpointWriter.EPOCH_FIGURES <= f.length; ) {
        int phase = (int) f[i++];
        int epoch = (int) f[i++];
        epochs.add(
            new EpochMetrics(
                schedule.phases().get(phase),
                phase,
                epoch,
                f[i++],
                f[i++],
                f[i++],
                f[i++],
                f[i++]));
      }
    }
    return epochs;
  }

  private Map<String, Tensor> tensors(String prefix) throws ContainerException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      if (name.startsWith(prefix)) {
        tensors.put(name.substring(prefix.length()), file.floats(name));
      }
    }
    return tensors;
  }

  private Map<String, WeightState> weights() throws ContainerException {
    Map<String, WeightState> weights = new LinkedHashMap<>();
    for (String name : owners(CheckpointNames.QUANTIZED)) {
      String prefix = CheckpointNames.QUANTIZED + name;
      String copy = prefix + CheckpointNames.FLOAT_COPY;
      weights.put(
          name,
          new WeightState(
              values(prefix, name),
              moments(prefix + CheckpointNames.WEIGHT_MOMENTS),
              moments(prefix + CheckpointNames.COORDINATE_MOMENTS),
              steps(prefix),
              has(copy) ? file.floats(copy) : null));
    }
    return weights;
  }

  private MultiBitTensor values(String prefix, String name) throws ContainerException {
    String codesName = prefix + CheckpointNames.CODES;
    LayerPlan layer = plan.layers().get(name);
    if (layer == null) {
      throw problem(name + " is quantized there, but not by the plan");
    }
    byte[] bitwidths = file.bytes(prefix + CheckpointNames.BITWIDTHS);
    float[] coordinates = file.floats(prefix + CheckpointNames.COORDINATES).data();
    // Methods differ in how many slots they give a group, so the plan alone does not tell.
    int slots = coordinates.length / Math.max(1, bitwidths.length);
    MultiBitTensor values =
        new MultiBitTensor(file.info(codesName).shape(), layer.grouping(), slots);
    int groups = values.layout().groups();
    int n = values.layout().size();
    exactly(groups, bitwidths);
    exactly(groups * slots, coordinates);
    byte[] codes = file.bytes(codesName);
    for (int g = 0; g < groups; g++) {
      int used = g * slots + Math.clamp(bitwidths[g], 0, slots);
      values.setGroup(
          g,
          Arrays.copyOfRange(coordinates, g * slots, used),
          Arrays.copyOfRange(codes, g * n, (g + 1) * n));
    }
    return values;
  }

  private AmsGradMoments moments(String prefix) throws ContainerException {
    float[] m = file.floats(prefix + CheckpointNames.M).data();
    float[] v = exactly(m.length, file.floats(prefix + CheckpointNames.V).data());
    float[] vMax = exactly(m.length, file.floats(prefix + CheckpointNames.V_MAX).data());
    AmsGradMoments moments = new AmsGradMoments(m.length);
    System.arraycopy(m, 0, moments.m(), 0, m.length);
    System.arraycopy(v, 0, moments.v(), 0, m.length);
    System.arraycopy(vMax, 0, moments.vMax(), 0, m.length);
    return moments;
  }

  private OptimizerState optimizer(String prefix) throws ContainerException {
    Map<String, OptimizerState.History> histories = new LinkedHashMap<>();
    for (String owner : owners(prefix)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String name : file.tensors().keySet()) {
        int slash = name.lastIndexOf('/');
        if (name.substring(0, slash + 1).equals(prefix + owner + "/")
            && !name.endsWith(CheckpointNames.STEPS)) {
          tensors.put(name.substring(slash + 1), file.floats(name));
        }
      }
      histories.put(owner, new OptimizerState.History(steps(prefix + owner), tensors));
    }
    return new OptimizerState(histories);
  }

  private PhaseState phaseState() throws ContainerException {
    if (has(CheckpointNames.PRUNING)) {
      long[] measures = longPair(CheckpointNames.PRUNING);
      return new PhaseState.Pruning(measures[0], measures[1]);
    }
    OptimizerState optimizer = optimizer(CheckpointNames.PHASE_OPTIMIZER);
    return optimizer.histories().isEmpty()
        ? new PhaseState.Nothing()
        : new PhaseState.FloatTraining(optimizer);
  }

  private @Nullable BestNetwork best() throws ContainerException {
    if (!has(CheckpointNames.BEST)) {
      return null;
    }
    Map<String, MultiBitTensor> quantized = new LinkedHashMap<>();
    for (String name : owners(CheckpointNames.BEST_QUANTIZED)) {
      quantized.put(name, values(CheckpointNames.BEST_QUANTIZED + name, name));
    }
    Map<String, Tensor> network = tensors(CheckpointNames.BEST_NETWORK);
    return new BestNetwork(network, quantized, single(CheckpointNames.BEST));
  }

  /** What stands between a prefix and the last slash: names of parameters, in order. */
  private Set<String> owners(String prefix) {
    Set<String> owners = new LinkedHashSet<>();
    for (String name : file.tensors().keySet()) {
      int slash = name.lastIndexOf('/');
      if (name.startsWith(prefix) && slash >= prefix.length()) {
        owners.add(name.substring(prefix.length(), slash));
      }
    }
    return owners;
  }

  private int steps(String prefix) throws ContainerException {
    return exactly(1, file.ints(prefix + CheckpointNames.STEPS))[0];
  }

  private double single(String name) throws ContainerException {
    double[] values = file.doubles(name);
    if (values.length != 1) {
      throw file.problem(name, "not a single number");
    }
    return values[0];
  }

  private long[] longPair(String name) throws ContainerException {
    long[] values = file.longs(name);
    if (values.length != 2) {
      throw file.problem(name, "not a pair of numbers");
    }
    return values;
  }

  private boolean has(String name) {
    return file.tensors().containsKey(name);
  }

  private static int[] exactly(int length, int[] values) {
    requireLength(length, values.length);
    return values;
  }

  private static byte[] exactly(int length, byte[] values) {
    requireLength(length, values.length);
    return values;
  }

  private static float[] exactly(int length, float[] values) {
    requireLength(length, values.length);
    return values;
  }

  private static void requireLength(int expected, int actual) {
    if (actual != expected) {
      throw new IllegalArgumentException(actual + " elements where " + expected + " are needed");
    }
  }

  private ContainerException problem(@Nullable String text) {
    return new ContainerException(file.path(), 0, String.valueOf(text));
  }
}
