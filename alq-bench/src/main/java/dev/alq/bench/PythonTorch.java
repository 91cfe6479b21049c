package dev.alq.bench;

import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.nn.Layer;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The system's own PyTorch, in a Python process that times itself. It takes the same turns as the
 * other sides; only the word to begin crosses between the processes.
 */
final class PythonTorch implements Peer {

  static final String NAME = "pytorch-1.13";

  private static final List<String> LAYOUTS = List.of("contiguous", "channels_last");

  private final PythonProcess python;
  private final String version;
  private int works;

  private PythonTorch(PythonProcess python, String version) {
    this.python = python;
    this.version = version;
  }

  /** Starts Python, if it is there and has PyTorch. */
  static Peer start(int threads) throws AbsentPeerException {
    PythonProcess python = PythonProcess.start("torch", "torch_peer.py", "python3-torch");
    String version = python.ask(Map.of("command", "threads", "threads", threads));
    return new PythonTorch(python, version);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String settings() {
    return version + "; the faster of contiguous and channels_last";
  }

  @Override
  public OptionalLong peakResidentBytes() {
    return Machine.peakResidentBytes(python.processId());
  }

  @Override
  public Optional<Work> work(Task task) {
    return switch (task) {
      case Task.Product _,
          Task.LoadedStep _,
          Task.Alternation _,
          Task.AlqStep _,
          Task.BitProduct _,
          Task.BitLayer _,
          Task.BitInference _ ->
          Optional.empty();
      case Task.Convolve convolve -> Optional.of(fastest(convolution(convolve)));
      case Task.TrainingStep step -> {
        Map<String, Object> order = network("step", step.model(), step.batch());
        order.put("labels", Inputs.labels(step.batch(), step.model().classes()));
        order.put("rate", Task.TrainingStep.LEARNING_RATE);
        order.put("momentum", Task.TrainingStep.MOMENTUM);
        order.put("steps", Task.TrainingStep.VERIFIED_STEPS);
        yield Optional.of(fastest(order));
      }
      case Task.Inference inference ->
          Optional.of(fastest(network("inference", inference.model(), inference.batch())));
    };
  }

  @Override
  public void close() {
    python.close();
  }

  private Map<String, Object> convolution(Task.Convolve task) {
    ConvolutionGeometry g = task.geometry();
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("task", "convolution");
    order.put("direction", task.direction().toString());
    order.put("stride", g.stride());
    order.put("padding", g.padding());
    order.put("x", python.write("x", Inputs.uniform(Inputs.Part.FIRST, g.inputSize())));
    order.put("xShape", new int[] {g.batch(), g.height(), g.width(), g.channels()});
    order.put("w", python.write("w", Inputs.uniform(Inputs.Part.SECOND, g.weightSize())));
    order.put(
        "wShape", new int[] {g.outputChannels(), g.kernelHeight(), g.kernelWidth(), g.channels()});
    order.put("dy", python.write("dy", Inputs.uniform(Inputs.Part.GRADIENT, g.outputSize())));
    order.put(
        "dyShape", new int[] {g.batch(), g.outputHeight(), g.outputWidth(), g.outputChannels()});
    return order;
  }

  private Map<String, Object> network(String task, Model model, int batch) {
    Layer network = model.network();
    List<Object> tensors = new ArrayList<>();
    Map<String, Tensor> state = network.state();
    float[] weights = new float[state.values().stream().mapToInt(Tensor::size).sum()];
    int at = 0;
    for (Map.Entry<String, Tensor> entry : state.entrySet()) {
      Tensor value = entry.getValue();
      tensors.add(List.of(entry.getKey(), value.shape().toArray()));
      System.arraycopy(value.data(), 0, weights, at, value.size());
      at += value.size();
    }
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("task", task);
    order.put("network", new NetworkText().describe(network));
    order.put("tensors", tensors);
    order.put("weights", python.write("weights", weights));
    float[] images = Inputs.uniform(Inputs.Part.FIRST, model.images(batch).size());
    order.put("images", python.write("images", images));
    order.put("shape", model.images(batch).toArray());
    return order;
  }

  private Work fastest(Map<String, Object> order) {
    List<Work> ways = new ArrayList<>();
    for (String layout : LAYOUTS) {
      int id = works++;
      Map<String, Object> prepare = new LinkedHashMap<>(order);
      prepare.put("command", "prepare");
      prepare.put("id", id);
      prepare.put("layout", layout);
      python.say(prepare);
      ways.add(new Remote(python, id));
    }
    return new Fastest(ways);
  }

  /** Work that lies in the other process. */
  private record Remote(PythonProcess python, int id) implements Work {

    @Override
    public void run() {
      nanos(1);
    }

    @Override
    public long nanos(int repeats) {
      return Long.parseLong(python.say(Map.of("command", "run", "id", id, "repeats", repeats)));
    }

    @Override
    public float[] result() {
      String file = python.path("result");
      python.say(Map.of("command", "result", "id", id, "file", file));
      return python.read("result");
    }

    @Override
    public void close() {
      python.say(Map.of("command", "forget", "id", id));
    }
  }
}
