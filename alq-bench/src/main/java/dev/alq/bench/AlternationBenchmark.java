package dev.alq.bench;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.step.QuantizedWeight;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** One alternation of ALQ, bases then coordinates, on a large convolution's weights. */
public class AlternationBenchmark extends BenchmarkBase {

  /** Largest bitwidth. */
  @Param({"2", "4", "6", "8"})
  public int bits = 2;

  /** Input and output channels of a 3×3 convolution, grouped pixelwise. */
  @Param({"512", "509"})
  public int channels = 512;

  /** Creates the benchmark with its first parameters. */
  public AlternationBenchmark() {}

  @Override
  Work work(Engine engine) {
    Shape shape = Shape.of(channels, 3, 3, channels);
    float[] weights = Inputs.uniform(Inputs.Part.SECOND, shape.size());
    MultiBitTensor values =
        new Sketch(bits).apply(Tensor.of(shape, weights), new Grouping.Pixelwise(), engine);
    float[] gradient = Inputs.uniform(Inputs.Part.GRADIENT, shape.size());
    return new Alternation(
        new QuantizedWeight("conv.weight", values, engine), Tensor.of(shape, gradient));
  }

  @Override
  double tolerance() {
    return 1e-5;
  }

  /** One alternation on the whole layer. */
  @Benchmark
  public void alternate() {
    run();
  }

  private record Alternation(QuantizedWeight weight, Tensor gradient) implements Work {
    private static final float LEARNING_RATE = 1e-3f;

    @Override
    public void run() {
      weight.basisStep(gradient, LEARNING_RATE);
    }

    @Override
    public float[] result() {
      run();
      float[] values = new float[gradient.size()];
      weight.values().reconstruct(values);
      return values;
    }
  }
}
