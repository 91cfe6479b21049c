package dev.alq.optim;

import dev.alq.autograd.Parameter;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * AMSGrad (Reddi, Kale and Kumar, 2018) in PyTorch's form: as {@link Adam}, but with the largest v
 * so far in place of v. ALQ's own steps use {@link AmsGradMoments} instead, where ε stands inside
 * the correction.
 */
public final class AmsGrad implements Optimizer {

  private final Engine engine;
  private final AdamOptions options;
  private final IdentityHashMap<Parameter, State> states = new IdentityHashMap<>();

  private static final class State {
    final float[] m;
    final float[] v;
    final float[] vMax;
    int t;

    State(int size) {
      m = new float[size];
      v = new float[size];
      vMax = new float[size];
    }
  }

  /**
   * Creates an optimizer without history.
   *
   * @param engine what to compute on
   * @param options settings
   */
  public AmsGrad(Engine engine, AdamOptions options) {
    this.engine = engine;
    this.options = options;
  }

  @Override
  public void step(List<Parameter> parameters, double learningRate) {
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.gradient();
      if (gradient != null) {
        State state = states.computeIfAbsent(parameter, p -> new State(p.value().size()));
        step(parameter.value().data(), gradient.data(), state, learningRate);
      }
    }
  }

  private void step(float[] w, float[] g, State state, double learningRate) {
    state.t++;
    float beta1 = (float) options.beta1();
    float beta2 = (float) options.beta2();
    float rest1 = (float) (1 - options.beta1());
    float rest2 = (float) (1 - options.beta2());
    float length = (float) options.stepLength(learningRate, state.t);
    float correction = (float) options.rootCorrection(state.t);
    float epsilon = (float) options.epsilon();
    float decay = (float) options.weightDecay();
    float[] m = state.m;
    float[] v = state.v;
    float[] vMax = state.vMax;
    Ranges.forEach(
        engine,
        w.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float decayed = g[i] + decay * w[i];
            m[i] = beta1 * m[i] + rest1 * decayed;
            v[i] = beta2 * v[i] + rest2 * decayed * decayed;
            vMax[i] = Math.max(vMax[i], v[i]);
            w[i] -= length * m[i] / ((float) Math.sqrt(vMax[i]) * correction + epsilon);
          }
        });
  }
}
