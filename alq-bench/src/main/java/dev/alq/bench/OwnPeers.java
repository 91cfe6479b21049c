package dev.alq.bench;

import dev.alq.kernel.Engine;
import java.util.Optional;

/**
 * What ALQ's part of training is compared with, since no other library has it: the scalar twin of
 * the same loops, and our own training step of the same network with float weights.
 */
final class OwnPeers {

  static final String SCALAR_TWIN = "scalar-twin";
  static final String FLOAT_STEP = "float-step";

  private OwnPeers() {}

  /** The scalar twin of an alternation. */
  static Peer scalarTwin(int threads) {
    return new ScalarTwin(threads);
  }

  /** The forward and backward pass beside a step of ALQ. */
  static Peer floatStep(int threads) {
    return new FloatStep(threads);
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
