package dev.alq.bench;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.optim.QuadraticModel;
import dev.alq.step.QuantizedWeight;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** One alternation of ALQ, search, refit and reconstruction, on a large convolution's weights. */
public class AlternationBenchmark extends BenchmarkBase {

  private static final double LEARNING_RATE = 1e-3;

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
    QuantizedWeight weight = new QuantizedWeight("conv.weight", values, engine);
    QuadraticModel.Scale scale = weight.observe(Tensor.of(shape, gradient), LEARNING_RATE);
    return new Alternation(weight, scale, Tensor.zeros(shape));
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

  private record Alternation(QuantizedWeight weight, QuadraticModel.Scale scale, Tensor target)
      implements Work {

    @Override
    public void run() {
      weight.alternate(scale, target);
    }

    @Override
    public float[] result() {
      run();
      return target.data();
    }
  }
}
