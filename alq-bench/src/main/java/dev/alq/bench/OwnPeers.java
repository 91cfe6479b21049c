package dev.alq.bench;

import dev.alq.kernel.Engine;
import dev.alq.tensor.Tensor;
import java.util.Optional;

/**
 * What parts of training are compared with that no other library has: ALQ's with the scalar twin of
 * the same loops and with our own training step of the same network with float weights, and reading
 * pictures with the same steps on a batch that is there already.
 */
final class OwnPeers {

  static final String SCALAR_TWIN = "scalar-twin";
  static final String FLOAT_STEP = "float-step";
  static final String CACHED_BATCH = "cached-batch";

  private OwnPeers() {}

  /** The scalar twin of an alternation. */
  static Peer scalarTwin(int threads) {
    return new ScalarTwin(threads);
  }

  /** The forward and backward pass beside a step of ALQ. */
  static Peer floatStep(int threads) {
    return new FloatStep(threads);
  }

  /** Steps on one batch over and over. */
  static Peer cachedBatch(int threads) {
    return new CachedBatch(threads);
  }

  private static final class ScalarTwin implements Peer {
    private final Engine engine;

    ScalarTwin(int threads) {
      engine = Twin.SCALAR.start(threads);
    }

    @Override
    public String name() {
      return SCALAR_TWIN;
    }

    @Override
    public String settings() {
      return "the same work by plain loops";
    }

    @Override
    public Optional<Work> work(Task task) {
      return task instanceof Task.Alternation && engine.parallel().threads() == 1
          ? Optional.of(OurWork.of(task, engine))
          : Optional.empty();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private static final class FloatStep implements Peer {
    private final Engine engine;

    FloatStep(int threads) {
      engine = Engine.start(threads);
    }

    @Override
    public String name() {
      return FLOAT_STEP;
    }

    @Override
    public String settings() {
      return "forward and backward pass of the same network; before, ALQ's step by plain loops";
    }

    @Override
    public Optional<Work> work(Task task) {
      return task instanceof Task.AlqStep step
          ? Optional.of(new Passes(OurWork.passes(engine, step.model(), step.batch()), step))
          : Optional.empty();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private static final class CachedBatch implements Peer {
    private final Engine engine;

    CachedBatch(int threads) {
      engine = Engine.start(threads);
    }

    @Override
    public String name() {
      return CACHED_BATCH;
    }

    @Override
    public String settings() {
      return "the same training steps on one batch that stays in memory";
    }

    @Override
    public Optional<Work> work(Task task) {
      return task instanceof Task.LoadedStep loaded
          ? Optional.of(new CachedSteps(engine, loaded))
          : Optional.empty();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  private static final class CachedSteps implements Work {
    private final OurWork.Step step;
    private final Tensor images;
    private final int[] labels;

    CachedSteps(Engine engine, Task.LoadedStep task) {
      step = new OurWork.Step(engine, new Task.TrainingStep(task.model(), task.batch()));
      images = LoadedWork.firstBatch(task);
      labels = Inputs.labels(task.batch(), task.model().classes());
    }

    @Override
    public void run() {
      step.run(images, labels);
    }

    @Override
    public float[] result() {
      return images.data();
    }
  }

  /** Times the passes; tells what the scalar twin makes of the step beside them. */
  private record Passes(Runnable passes, Task.AlqStep step) implements Work {
    @Override
    public void run() {
      passes.run();
    }

    @Override
    public float[] result() {
      try (Engine scalar = Twin.SCALAR.start(1)) {
        return OurWork.of(step, scalar).result();
      }
    }
  }
}
