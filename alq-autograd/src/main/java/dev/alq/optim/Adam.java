package dev.alq.optim;

import dev.alq.autograd.Parameter;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba, 2015) in PyTorch's form: {@code w ← w − lr/(1−β1^t)·m / (√v/√(1−β2^t) + ε)}
 * with {@code m ← β1·m + (1−β1)·g}, {@code v ← β2·v + (1−β2)·g²} and L2 weight decay added to g.
 * With {@link AdamOptions.SecondMoment#LARGEST} the largest v so far stands in place of v: AMSGrad
 * (Reddi, Kale and Kumar, 2018). ALQ's own steps use {@link AmsGradMoments} instead, where ε stands
 * inside the correction.
 */
public final class Adam implements Optimizer {

  private static final int M = 0;
  private static final int V = 1;
  private static final int V_MAX = 2;

  private final Engine engine;
  private final AdamOptions options;
  private final Memory memory;

  /**
   * Creates an optimizer without history.
   *
   * @param engine what to compute on
   * @param options settings
   */
  public Adam(Engine engine, AdamOptions options) {
    this.engine = engine;
    this.options = options;
    this.memory =
        switch (options.secondMoment()) {
          case LATEST -> new Memory(List.of("m", "v"));
          case LARGEST -> new Memory(List.of("m", "v", "vMax"));
        };
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
        Memory.Entry entry = memory.of(parameter);
        step(parameter.value().data(), gradient.data(), entry, learningRate);
      }
    }
  }

  private void step(float[] w, float[] g, Memory.Entry entry, double learningRate) {
    entry.steps++;
    float beta1 = (float) options.beta1();
    float beta2 = (float) options.beta2();
    float rest1 = (float) (1 - options.beta1());
    float rest2 = (float) (1 - options.beta2());
    float length = (float) options.stepLength(learningRate, entry.steps);
    float correction = (float) options.rootCorrection(entry.steps);
    float epsilon = (float) options.epsilon();
    float decay = (float) options.weightDecay();
    float[] m = entry.array(M);
    float[] v = entry.array(V);
    Ranges.Range range =
        switch (options.secondMoment()) {
          case LATEST ->
              (from, to) -> {
                for (int i = from; i < to; i++) {
                  float decayed = g[i] + decay * w[i];
                  m[i] = beta1 * m[i] + rest1 * decayed;
                  v[i] = beta2 * v[i] + rest2 * decayed * decayed;
                  w[i] -= length * m[i] / ((float) Math.sqrt(v[i]) * correction + epsilon);
                }
              };
          case LARGEST -> {
            float[] vMax = entry.array(V_MAX);
            yield (from, to) -> {
              for (int i = from; i < to; i++) {
                float decayed = g[i] + decay * w[i];
                m[i] = beta1 * m[i] + rest1 * decayed;
                v[i] = beta2 * v[i] + rest2 * decayed * decayed;
                vMax[i] = Math.max(vMax[i], v[i]);
                w[i] -= length * m[i] / ((float) Math.sqrt(vMax[i]) * correction + epsilon);
              }
            };
          }
        };
    Ranges.forEach(engine, w.length, range);
  }
}
