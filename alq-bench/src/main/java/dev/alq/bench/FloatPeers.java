package dev.alq.bench;

import dev.alq.infer.InferenceSession;
import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Gemm;
import dev.alq.kernel.MatrixView;
import dev.alq.kernel.PreparedConvolution;
import dev.alq.multibit.ActivationLevels;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What our bits are compared with on our own side: a product of floats as large as the layer, and
 * the same layer or network in floats. The results that must agree are those of the quantized work,
 * computed by floats for a layer and by the scalar twin for a network.
 */
public final class FloatPeers {

  static final String GEMM = "our-float-gemm";
  static final String FLOAT = "our-float";

  private FloatPeers() {}

  /** A product of floats of the layer's extents. */
  static Peer gemm(int threads) {
    return new FloatPeer(GEMM, "a product of floats of the same extents", threads) {
      @Override
      Optional<Work> work(Engine engine, Task task) {
        return task instanceof Task.BitLayer layer
            ? Optional.of(new Timed(product(engine, layer), () -> convolved(engine, layer)))
            : Optional.empty();
      }
    };
  }

  /** The same layer or network in floats. */
  static Peer floats(int threads) {
    return new FloatPeer(FLOAT, "the same layer or network in floats", threads) {
      @Override
      Optional<Work> work(Engine engine, Task task) {
        return switch (task) {
          case Task.BitLayer layer ->
              Optional.of(new Timed(convolution(engine, layer), () -> convolved(engine, layer)));
          case Task.BitInference inference ->
              Optional.of(new Timed(network(engine, inference), () -> scalarLogits(inference)));
          default -> Optional.empty();
        };
      }
    };
  }

  /**
   * The logits of the quantized network by plain loops.
   *
   * @param task the network
   * @return what its inference must give
   */
  public static float[] scalarLogits(Task.BitInference task) {
    try (Engine scalar = Twin.SCALAR.start(1)) {
      return BitWork.inference(scalar, task).result();
    }
  }

  private abstract static class FloatPeer implements Peer {
    private final String name;
    private final String settings;
    private final Engine engine;

    FloatPeer(String name, String settings, int threads) {
      this.name = name;
      this.settings = settings;
      engine = Engine.start(threads);
    }

    abstract Optional<Work> work(Engine engine, Task task);

    @Override
    public Optional<Work> work(Task task) {
      return work(engine, task);
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
    public void close() {
      engine.close();
    }
  }

  /** Times one thing and tells what the other side must compute. */
  private record Timed(Runnable timed, Supplier<float[]> expected) implements Work {
    @Override
    public void run() {
      timed.run();
    }

    @Override
    public float[] result() {
      return expected.get();
    }
  }

  private static Runnable product(Engine engine, Task.BitLayer task) {
    int depth = Task.BitLayer.TAPS * Task.BitLayer.TAPS * task.channels();
    int pixels = Task.BitLayer.BATCH * task.extent() * task.extent();
    MatrixView a = matrix(Inputs.Part.FIRST, task.outputs(), depth);
    MatrixView b = matrix(Inputs.Part.SECOND, depth, pixels);
    MatrixView c = MatrixView.of(new float[task.outputs() * pixels], task.outputs(), pixels);
    return () -> {
      Arrays.fill(c.data(), 0);
      Gemm.multiplyAdd(engine, a, b, c);
    };
  }

  private static MatrixView matrix(Inputs.Part part, int rows, int columns) {
    return MatrixView.of(Inputs.uniform(part, rows * columns), rows, columns);
  }

  private static PreparedConvolution prepared(Engine engine, Task.BitLayer task) {
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            1,
            task.extent(),
            task.extent(),
            task.channels(),
            task.outputs(),
            Task.BitLayer.TAPS,
            Task.BitLayer.TAPS,
            1,
            1);
    float[] weights = BitWork.weights(engine, task).reconstruct().data();
    return PreparedConvolution.of(engine, geometry, weights);
  }

  private static Runnable convolution(Engine engine, Task.BitLayer task) {
    PreparedConvolution convolution = prepared(engine, task);
    Tensor images = BitWork.images(task);
    float[] output = new float[convolution.geometry(Task.BitLayer.BATCH).outputSize()];
    return () -> convolution.forward(engine, Task.BitLayer.BATCH, images.data(), null, output);
  }

  /** What the layer on bits must give. */
  private static float[] convolved(Engine engine, Task.BitLayer task) {
    PreparedConvolution convolution = prepared(engine, task);
    Tensor images = BitWork.images(task);
    ActivationLevels levels = task.precision().levels();
    levels.quantize(engine.kernels().activations(), images.data(), images.data(), 0, images.size());
    float[] output = new float[convolution.geometry(Task.BitLayer.BATCH).outputSize()];
    convolution.forward(engine, Task.BitLayer.BATCH, images.data(), null, output);
    return output;
  }

  private static Runnable network(Engine engine, Task.BitInference task) {
    InferenceSession session = InferenceSession.of(task.model().packed(), engine);
    Shape shape = task.model().images(task.batch());
    Tensor images = Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
    return () -> session.logits(images);
  }
}
