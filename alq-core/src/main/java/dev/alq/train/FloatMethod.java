package dev.alq.train;

import dev.alq.kernel.Engine;
import dev.alq.optim.Adam;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.Optimizer;
import dev.alq.optim.Sgd;

/** How float parameters are trained. */
public sealed interface FloatMethod {

  /**
   * An optimizer without history.
   *
   * @param engine what it computes on
   * @return a new optimizer
   */
  Optimizer optimizer(Engine engine);

  /**
   * Stochastic gradient descent.
   *
   * @param options momentum and weight decay
   */
  record GradientDescent(Sgd.Options options) implements FloatMethod {
    @Override
    public Optimizer optimizer(Engine engine) {
      return new Sgd(engine, options);
    }
  }

  /**
   * Adam.
   *
   * @param options decays, ε and weight decay
   */
  record Adaptive(AdamOptions options) implements FloatMethod {
    @Override
    public Optimizer optimizer(Engine engine) {
      return new Adam(engine, options);
    }
  }
}
