package dev.alq.bench.peers;

import ai.djl.ndarray.NDManager;
import dev.alq.bench.Fastest;
import dev.alq.bench.Peer;
import dev.alq.bench.Task;
import dev.alq.bench.Work;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Calls PyTorch's operations one by one, as its own Python layer does, with nothing between them
 * and the native code but a call.
 */
final class TorchPeer implements Peer {

  private final String name;
  private final String settings;
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  TorchPeer(String name, String settings) {
    this.name = name;
    this.settings = settings;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String settings() {
    return settings;
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
      case Task.Convolve convolve ->
          fastest(layout -> new TorchConvolution(new TorchArrays(manager, layout), convolve));
      case Task.TrainingStep step ->
          fastest(layout -> new TorchStep(new TorchArrays(manager, layout), step));
      case Task.Inference inference ->
          fastest(layout -> new TorchInference(new TorchArrays(manager, layout), inference));
    };
  }

  private static Optional<Work> fastest(Function<TorchArrays.Layout, Work> way) {
    List<Work> ways = Arrays.stream(TorchArrays.Layout.values()).map(way).toList();
    return Optional.of(new Fastest(ways));
  }

  @Override
  public void close() {
    manager.close();
  }
}
