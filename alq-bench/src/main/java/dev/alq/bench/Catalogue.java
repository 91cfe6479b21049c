package dev.alq.bench;

import dev.alq.kernel.ConvolutionGeometry;
import java.util.ArrayList;
import java.util.List;

/** The tasks, from the smallest to the largest of each family. */
final class Catalogue {

  private static final int BATCH = 128;

  private Catalogue() {}

  /** Everything that can be measured. */
  static List<Task> all() {
    List<Task> tasks = new ArrayList<>(products());
    for (Task.Direction direction : Task.Direction.values()) {
      for (ConvolutionGeometry layer : vggLayers(BATCH)) {
        if (direction != Task.Direction.BACKWARD_DATA || layer.channels() > 3) {
          tasks.add(new Task.Convolve(direction, layer));
        }
      }
    }
    for (Model model : Model.values()) {
      tasks.add(new Task.TrainingStep(model, model.trainingBatch()));
    }
    for (Model model : List.of(Model.VGG_SMALL, Model.RESNET18)) {
      tasks.add(new Task.LoadedStep(model, model.trainingBatch()));
    }
    for (Model model : Model.values()) {
      tasks.add(new Task.Inference(model, 1));
      tasks.add(new Task.Inference(model, model.trainingBatch()));
    }
    tasks.addAll(onBits());
    for (int bits : new int[] {2, 4, 6, 8}) {
      tasks.add(new Task.Alternation(bits));
    }
    for (Model model : List.of(Model.LENET5, Model.VGG_SMALL)) {
      for (int bits : new int[] {2, 4, 6}) {
        tasks.add(new Task.AlqStep(model, model.trainingBatch(), bits));
      }
    }
    return List.copyOf(tasks);
  }

  /** What is measured without peers when nothing else is said. */
  static List<Task> brief() {
    return List.of(
        new Task.Product(512, 512, 512),
        new Task.Product(256, 4096, 2304),
        new Task.Convolve(Task.Direction.FORWARD, vggLayers(32).get(3)),
        new Task.Convolve(Task.Direction.BACKWARD_DATA, vggLayers(32).get(3)),
        new Task.Convolve(Task.Direction.BACKWARD_WEIGHTS, vggLayers(32).get(3)),
        new Task.TrainingStep(Model.LENET5, BATCH),
        new Task.Inference(Model.LENET5, 1),
        new Task.Inference(Model.LENET5, BATCH),
        new Task.Alternation(4),
        new Task.AlqStep(Model.LENET5, BATCH, 4));
  }

  /** Products of signs, convolutions and networks on bits. */
  private static List<Task> onBits() {
    List<Task> tasks = new ArrayList<>();
    for (int bits = 1; bits <= 2; bits++) {
      tasks.add(new Task.BitProduct(128, 1152, 128, bits, bits));
      tasks.add(new Task.BitProduct(256, 2304, 256, bits, bits));
      tasks.add(new Task.BitProduct(512, 4608, 512, bits, bits));
    }
    for (Precision precision : List.of(Precision.ONE_ONE, Precision.TWO_TWO)) {
      tasks.add(new Task.BitLayer(32, 128, 128, precision));
      tasks.add(new Task.BitLayer(16, 256, 256, precision));
      tasks.add(new Task.BitLayer(8, 512, 512, precision));
    }
    for (Precision precision : Precision.values()) {
      tasks.add(new Task.BitInference(Model.VGG_SMALL, 1, precision));
      tasks.add(new Task.BitInference(Model.VGG_SMALL, BATCH, precision));
    }
    return tasks;
  }

  /** Squares, the VGG layers unfolded, then LeNet5's and fully connected ones. */
  private static List<Task> products() {
    int[][] shapes = {
      {256, 256, 256},
      {512, 512, 512},
      {1024, 1024, 1024},
      {2048, 2048, 2048},
      {128, 8192, 27},
      {128, 8192, 1152},
      {256, 4096, 1152},
      {256, 4096, 2304},
      {512, 4096, 2304},
      {512, 4096, 4608},
      {512, 64, 4608},
      {20, 36864, 25},
      {50, 4096, 500},
      {500, 64, 800},
      {10, 64, 500},
    };
    List<Task> tasks = new ArrayList<>();
    for (int[] shape : shapes) {
      tasks.add(new Task.Product(shape[0], shape[1], shape[2]));
    }
    return tasks;
  }

  /** The convolutions of the paper's VGG for images 32×32. */
  static List<ConvolutionGeometry> vggLayers(int batch) {
    return List.of(
        layer(batch, 32, 3, 128),
        layer(batch, 32, 128, 128),
        layer(batch, 16, 128, 256),
        layer(batch, 16, 256, 256),
        layer(batch, 8, 256, 512),
        layer(batch, 8, 512, 512));
  }

  private static ConvolutionGeometry layer(int batch, int extent, int channels, int outputs) {
    return new ConvolutionGeometry(batch, extent, extent, channels, outputs, 3, 3, 1, 1);
  }
}
