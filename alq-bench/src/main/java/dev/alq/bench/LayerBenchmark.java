package dev.alq.bench;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.kernel.Engine;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Forward and backward pass of the layers that move memory rather than multiply. Each stands
 * between parameters and a loss over its flattened output, which cost little beside it.
 */
public class LayerBenchmark extends BenchmarkBase {

  /** A layer to measure. */
  public enum Kind {
    /** Batch normalisation with the batch's statistics. */
    BATCH_NORM {
      @Override
      Layer create(int channels) {
        return BatchNorm.create("norm", channels);
      }
    },
    /** Rectifier. */
    RELU {
      @Override
      Layer create(int channels) {
        return new Relu("relu");
      }
    },
    /** Maximum over windows of 2×2. */
    MAX_POOL {
      @Override
      Layer create(int channels) {
        return new MaxPool("pool", 2, 2, 0);
      }
    };

    abstract Layer create(int channels);
  }

  /** The layer. */
  @Param public Kind kind = Kind.BATCH_NORM;

  /** Channels: a multiple of all vector widths, and an odd number. */
  @Param({"128", "61"})
  public int channels = 128;

  /** Rows and columns of an image. */
  @Param("32")
  public int extent = 32;

  /** Images. */
  @Param("32")
  public int batch = 32;

  /** Creates the benchmark with its first parameters. */
  public LayerBenchmark() {}

  @Override
  Work work(Engine engine) {
    Shape shape = Shape.of(batch, extent, extent, channels);
    Tensor images = Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
    Parameter input = new Parameter("input", Parameter.Role.OTHER, images);
    return new Passes(new Workspace(engine), kind.create(channels), input, batch);
  }

  @Override
  double tolerance() {
    return 1e-4;
  }

  /** One forward and one backward pass. */
  @Benchmark
  public void forwardAndBackward() {
    run();
  }

  private record Passes(Workspace workspace, Layer layer, Parameter input, int batch)
      implements Work {

    @Override
    public void run() {
      input.clearGradient();
      layer.parameters().forEach(Parameter::clearGradient);
      try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
        Variable output = new Flatten("flatten").forward(tape, layer.forward(tape, input));
        tape.backward(Loss.CROSS_ENTROPY.apply(tape, output, new int[batch]));
      }
    }

    @Override
    public float[] result() {
      run();
      Tensor gradient = input.gradient();
      return gradient == null ? new float[0] : gradient.data();
    }
  }
}
