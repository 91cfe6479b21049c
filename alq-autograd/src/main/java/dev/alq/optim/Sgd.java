package dev.alq.optim;

import dev.alq.autograd.Parameter;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, in PyTorch's form: with {@code g' = g +
 * weightDecay·w}, {@code b ← momentum·b + g'} (at first {@code b = g'}), the step is {@code w ← w −
 * lr·b}, or {@code w ← w − lr·(g' + momentum·b)} with Nesterov's look-ahead.
 */
public final class Sgd implements Optimizer {

  /** How momentum enters a step. */
  public enum Momentum {
    /** The step follows the running sum. */
    CLASSICAL,
    /** The step looks ahead along the running sum (Nesterov). */
    NESTEROV
  }

  /**
   * Settings.
   *
   * @param momentum share of the running sum that stays, at least 0 and less than 1
   * @param kind how it enters a step
   * @param weightDecay L2 factor, at least 0
   */
  public record Options(double momentum, Momentum kind, double weightDecay) {

    /** Checks the ranges. */
    public Options {
      if (!(momentum >= 0 && momentum < 1) || !(weightDecay >= 0)) {
        throw new IllegalArgumentException(
            "momentum " + momentum + ", weight decay " + weightDecay);
      }
    }

    /**
     * Classical momentum without weight decay.
     *
     * @param momentum share of the running sum that stays
     * @return the settings
     */
    public static Options momentum(double momentum) {
      return new Options(momentum, Momentum.CLASSICAL, 0);
    }
  }

  private final Engine engine;
  private final Options options;
  private final Memory memory = new Memory(List.of("sum"));

  /**
   * Creates an optimizer without history.
   *
   * @param engine what to compute on
   * @param options settings
   */
  public Sgd(Engine engine, Options options) {
    this.engine = engine;
    this.options = options;
  }

  @Override
  public OptimizerState state() {
    return memory.state();
  }

  @Override
  public void restore(OptimizerState state, List<Parameter> parameters) {
    memory.restore(state, parameters);
  }

  @Override
  public void step(List<Parameter> parameters, double learningRate) {
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      if (gradient != null) {
        step(parameter, gradient.data(), (float) learningRate);
      }
    }
  }

  private void step(Parameter parameter, float[] g, float learningRate) {
    Memory.Entry entry = memory.of(parameter);
    boolean first = entry.steps++ == 0;
    float[] b = entry.array(0);
    float[] w = parameter.value().data();
    float momentum = first ? 0 : (float) options.momentum();
    float lookAhead = (float) options.momentum();
    float decay = (float) options.weightDecay();
    Ranges.Range range =
        switch (options.kind()) {
          case CLASSICAL ->
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  b[i] = momentum * b[i] + (g[i] + decay * w[i]);
                  w[i] -= learningRate * b[i];
                }
              };
          case NESTEROV ->
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  float decayed = g[i] + decay * w[i];
                  b[i] = momentum * b[i] + decayed;
                  w[i] -= learningRate * (decayed + lookAhead * b[i]);
                }
              };
        };
    Ranges.forEach(engine, w.length, range);
  }
}
