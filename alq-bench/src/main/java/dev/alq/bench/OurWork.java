package dev.alq.bench;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Convolution;
import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Gemm;
import dev.alq.kernel.MatrixView;
import dev.alq.nn.Layer;
import dev.alq.nn.Loss;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.Arrays;

/** Tasks done by this project. */
final class OurWork {

  private OurWork() {}

  /** Puts a task's data in place. */
  static Work of(Task task, Engine engine) {
    return switch (task) {
      case Task.Product product -> new Product(engine, product);
      case Task.Convolve convolve -> convolve(engine, convolve);
      case Task.TrainingStep step -> new Step(engine, step);
      case Task.LoadedStep step -> new LoadedWork(engine, step);
      case Task.Inference inference -> new Inference(engine, inference);
      case Task.Alternation alternation ->
          AlqWork.alternation(engine, Task.Alternation.CHANNELS, alternation.bits());
      case Task.AlqStep step -> AlqWork.step(engine, step);
      case Task.BitProduct product -> BitWork.product(engine, product);
      case Task.BitLayer layer -> BitWork.layer(engine, layer);
      case Task.BitInference inference -> BitWork.inference(engine, inference);
    };
  }

  /** The forward and backward pass of a training step, without its optimizer. */
  static Runnable passes(Engine engine, Model model, int batch) {
    return new Step(engine, new Task.TrainingStep(model, batch))::passes;
  }

  private static final class Product implements Work {
    private final Engine engine;
    private final MatrixView a;
    private final MatrixView b;
    private final MatrixView c;

    Product(Engine engine, Task.Product task) {
      this.engine = engine;
      a = view(Inputs.Part.FIRST, task.m(), task.k());
      b = view(Inputs.Part.SECOND, task.k(), task.n());
      c = MatrixView.of(new float[task.m() * task.n()], task.m(), task.n());
    }

    private static MatrixView view(Inputs.Part part, int rows, int columns) {
      return MatrixView.of(Inputs.uniform(part, rows * columns), rows, columns);
    }

    /** Clears the result first, as peers overwrite theirs. */
    @Override
    public void run() {
      Arrays.fill(c.data(), 0);
      Gemm.multiplyAdd(engine, a, b, c);
    }

    @Override
    public float[] result() {
      run();
      return c.data();
    }
  }

  private static Work convolve(Engine engine, Task.Convolve task) {
    ConvolutionGeometry g = task.geometry();
    float[] x = Inputs.uniform(Inputs.Part.FIRST, g.inputSize());
    float[] w = Inputs.uniform(Inputs.Part.SECOND, g.weightSize());
    float[] dy = Inputs.uniform(Inputs.Part.GRADIENT, g.outputSize());
    return switch (task.direction()) {
      case FORWARD ->
          new Buffered(g.outputSize(), y -> Convolution.forward(engine, g, x, w, null, y));
      case BACKWARD_DATA ->
          new Buffered(g.inputSize(), dx -> Convolution.backwardData(engine, g, dy, w, dx));
      case BACKWARD_WEIGHTS ->
          new Buffered(g.weightSize(), dw -> Convolution.backwardWeights(engine, g, x, dy, dw));
    };
  }

  /** Computes into an array. */
  private static final class Buffered implements Work {
    private final float[] target;
    private final java.util.function.Consumer<float[]> computation;

    Buffered(int size, java.util.function.Consumer<float[]> computation) {
      target = new float[size];
      this.computation = computation;
    }

    @Override
    public void run() {
      computation.accept(target);
    }

    @Override
    public float[] result() {
      run();
      return target;
    }
  }

  /** Training steps, on one batch or on any. */
  static final class Step implements Work {
    private final Layer network;
    private final Tensor images;
    private final int[] labels;
    private final Workspace workspace;
    private final Sgd optimizer;
    private float loss;

    Step(Engine engine, Task.TrainingStep task) {
      network = task.model().network();
      images = images(task.model(), task.batch());
      labels = Inputs.labels(task.batch(), task.model().classes());
      workspace = new Workspace(engine);
      optimizer = new Sgd(engine, Sgd.Options.momentum(Task.TrainingStep.MOMENTUM));
    }

    @Override
    public void run() {
      run(images, labels);
    }

    /** A step on another batch. */
    void run(Tensor batch, int[] classes) {
      passes(batch, classes);
      optimizer.step(network.parameters(), Task.TrainingStep.LEARNING_RATE);
    }

    void passes() {
      passes(images, labels);
    }

    private void passes(Tensor batch, int[] classes) {
      network.parameters().forEach(Parameter::clearGradient);
      try (Tape tape = new Tape(workspace, Pass.TRAINING)) {
        Variable logits = network.forward(tape, tape.constant(batch));
        Variable value = Loss.CROSS_ENTROPY.apply(tape, logits, classes);
        tape.backward(value);
        loss = value.value().data()[0];
      }
    }

    @Override
    public float[] result() {
      float[] losses = new float[Task.TrainingStep.VERIFIED_STEPS];
      for (int i = 0; i < losses.length; i++) {
        run();
        losses[i] = loss;
      }
      return losses;
    }
  }

  private static final class Inference implements Work {
    private final InferenceSession session;
    private final Tensor images;

    Inference(Engine engine, Task.Inference task) {
      session = InferenceSession.of(task.model().packed(), engine);
      images = images(task.model(), task.batch());
    }

    @Override
    public void run() {
      result();
    }

    @Override
    public float[] result() {
      return session.logits(images).data();
    }
  }

  private static Tensor images(Model model, int batch) {
    var shape = model.images(batch);
    return Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
  }
}
