package dev.alq.bench;

import dev.alq.kernel.ConvolutionGeometry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** The three passes of a convolution: a layer of VGG, and one where nothing is a power of two. */
public class ConvolutionBenchmark extends TaskBenchmark {

  /** A layer to measure. */
  public enum LayerShape {
    /** 256 channels to 256 at 16×16. */
    ALIGNED(16, 256, 256, 3),
    /** 61 channels to 93 at 15×15, with a kernel of 5. */
    ODD(15, 61, 93, 5);

    private final int extent;
    private final int channels;
    private final int outputs;
    private final int kernel;

    LayerShape(int extent, int channels, int outputs, int kernel) {
      this.extent = extent;
      this.channels = channels;
      this.outputs = outputs;
      this.kernel = kernel;
    }
  }

  /** The layer. */
  @Param public LayerShape layer = LayerShape.ALIGNED;

  /** The pass. */
  @Param public Task.Direction direction = Task.Direction.FORWARD;

  /** Images. */
  @Param("32")
  public int batch = 32;

  /** Creates the benchmark with its first parameters. */
  public ConvolutionBenchmark() {}

  @Override
  Task task() {
    int kernel = layer.kernel;
    ConvolutionGeometry geometry =
        new ConvolutionGeometry(
            batch,
            layer.extent,
            layer.extent,
            layer.channels,
            layer.outputs,
            kernel,
            kernel,
            1,
            kernel / 2);
    return new Task.Convolve(direction, geometry);
  }

  /** One pass. */
  @Benchmark
  public void convolve() {
    run();
  }
}
