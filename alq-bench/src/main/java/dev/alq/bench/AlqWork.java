package dev.alq.bench;

import dev.alq.autograd.Parameter;
import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.nn.Layer;
import dev.alq.optim.QuadraticModel;
import dev.alq.step.QuantizedWeight;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.train.LayerPlan;
import dev.alq.train.QuantizationPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** ALQ's part of training. Results are taken from the state that the work began with. */
final class AlqWork {

  private static final double LEARNING_RATE = 1e-3;

  private AlqWork() {}

  /** Search, refit and reconstruction on one convolution, with moments that are there already. */
  static Work alternation(Engine engine, int channels, int bits) {
    Shape shape = Shape.of(channels, Task.Alternation.TAPS, Task.Alternation.TAPS, channels);
    float[] weights = Inputs.uniform(Inputs.Part.SECOND, shape.size());
    return new Alternation(
        engine,
        new Sketch(bits).apply(Tensor.of(shape, weights), new Grouping.Pixelwise(), engine));
  }

  /** A basis step on all weights of a network: moments of both domains included. */
  static Work step(Engine engine, Task.AlqStep task) {
    return new Step(engine, task);
  }

  private static Tensor gradient(Shape shape) {
    return Tensor.of(shape, Inputs.uniform(Inputs.Part.GRADIENT, shape.size()));
  }

  private static final class Alternation implements Work {
    private final Engine engine;
    private final MultiBitTensor initial;
    private final Tensor target;
    private QuantizedWeight weight;
    private QuadraticModel.Scale scale;

    Alternation(Engine engine, MultiBitTensor initial) {
      this.engine = engine;
      this.initial = initial;
      target = Tensor.zeros(initial.shape());
      weight = new QuantizedWeight("conv.weight", initial.copy(), engine);
      scale = weight.observe(gradient(initial.shape()), LEARNING_RATE);
    }

    @Override
    public void run() {
      weight.alternate(scale, target);
    }

    @Override
    public float[] result() {
      weight = new QuantizedWeight("conv.weight", initial.copy(), engine);
      scale = weight.observe(gradient(initial.shape()), LEARNING_RATE);
      run();
      return target.data();
    }
  }

  private static final class Step implements Work {
    private record Member(MultiBitTensor initial, Tensor gradient, Tensor target) {}

    private final Engine engine;
    private final List<Member> members = new ArrayList<>();
    private List<QuantizedWeight> weights;

    Step(Engine engine, Task.AlqStep task) {
      this.engine = engine;
      Layer network = task.model().network();
      QuantizationPlan plan = task.model().plan();
      for (Parameter weight : plan.weightsOf(network)) {
        LayerPlan layer = Objects.requireNonNull(plan.layers().get(weight.name()));
        int bits = Math.min(layer.sketch().maxBitwidth(), task.bits());
        MultiBitTensor initial = new Sketch(bits).apply(weight.value(), layer.grouping(), engine);
        members.add(new Member(initial, AlqWork.gradient(weight.shape()), weight.value()));
      }
      weights = fresh();
    }

    private List<QuantizedWeight> fresh() {
      List<QuantizedWeight> fresh = new ArrayList<>();
      for (Member member : members) {
        fresh.add(new QuantizedWeight("layer" + fresh.size(), member.initial.copy(), engine));
      }
      return fresh;
    }

    @Override
    public void run() {
      for (int l = 0; l < members.size(); l++) {
        Member member = members.get(l);
        weights.get(l).basisStep(member.gradient, LEARNING_RATE, member.target);
      }
    }

    /** The weights of all layers after one step. */
    @Override
    public float[] result() {
      weights = fresh();
      run();
      int size = members.stream().mapToInt(member -> member.target.size()).sum();
      float[] all = new float[size];
      int at = 0;
      for (Member member : members) {
        System.arraycopy(member.target.data(), 0, all, at, member.target.size());
        at += member.target.size();
      }
      return all;
    }
  }
}
