package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.StorageCost;
import dev.alq.nn.Layer;
import dev.alq.optim.AmsGradMoments;
import dev.alq.step.CoordinatePruner;
import dev.alq.step.QuantizedWeight;
import dev.alq.step.StraightThrough;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network and the quantized form of its planned weights. The one place where {@code ŵ = Bα} is
 * written back into parameters.
 */
final class QuantizedNetwork {

  private static final double FLOAT_BITS = Float.SIZE;

  private record Member(Parameter parameter, QuantizedWeight weight) {}

  private final Engine engine;
  private final QuantizationPlan plan;
  private final List<Parameter> planned;
  private final List<Parameter> others;
  private List<Member> members = List.of();

  QuantizedNetwork(Engine engine, Layer network, QuantizationPlan plan) {
    this.engine = engine;
    this.plan = plan;
    this.planned = plan.weightsOf(network);
    this.others = network.parameters().stream().filter(p -> !planned.contains(p)).toList();
  }

  /** What stays float, and is trained by Adam beside the quantized weights. */
  List<Parameter> others() {
    return others;
  }

  /** Whether the plan names any weights. */
  boolean isPlanned() {
    return !planned.isEmpty();
  }

  boolean isQuantized() {
    return !members.isEmpty();
  }

  void requireQuantized() {
    if (!isQuantized()) {
      throw new IllegalStateException("the network has not been sketched yet");
    }
  }

  /** I_W over the planned weights; 32 while they are float. */
  double averageBitwidth() {
    return isQuantized() ? StorageCost.of(values()).averageBitwidth() : FLOAT_BITS;
  }

  List<MultiBitTensor> values() {
    return members.stream().map(member -> member.weight.values()).toList();
  }

  Map<String, MultiBitTensor> valuesByName() {
    Map<String, MultiBitTensor> values = new LinkedHashMap<>();
    members.forEach(member -> values.put(member.parameter.name(), member.weight.values()));
    return values;
  }

  /**
   * Algorithm 1 on the weights as they are.
   *
   * @param allocation how many bases each group gets
   * @param keepsFloats whether float copies start at the weights as they are
   */
  void sketch(Allocation allocation, boolean keepsFloats) {
    Map<String, MultiBitTensor> values = new LinkedHashMap<>();
    List<Tensor> floats = new ArrayList<>();
    for (Parameter weight : planned) {
      values.put(weight.name(), allocation.sketch(weight.value(), plan.plan(weight), engine));
      if (keepsFloats) {
        floats.add(weight.value().copy());
      }
    }
    adopt(values);
    for (int k = 0; k < floats.size(); k++) {
      members.get(k).weight.setFloatCopy(floats.get(k));
    }
  }

  /** Takes over quantized weights, with moments of zero. */
  void adopt(Map<String, MultiBitTensor> values) {
    List<Member> adopted = new ArrayList<>();
    for (Parameter parameter : planned) {
      MultiBitTensor value = values.get(parameter.name());
      if (value == null) {
        throw new IllegalArgumentException("no quantized weights for " + parameter.name());
      }
      if (!value.shape().equals(parameter.shape())) {
        throw new IllegalArgumentException(
            "quantized weights " + value.shape() + " for " + parameter.name());
      }
      adopted.add(
          new Member(parameter, new QuantizedWeight(parameter.name(), value.copy(), engine)));
    }
    members = List.copyOf(adopted);
    writeBack();
  }

  /** All that steps depend on, by parameter name; shares its arrays. */
  Map<String, WeightState> state() {
    Map<String, WeightState> states = new LinkedHashMap<>();
    for (Member member : members) {
      QuantizedWeight weight = member.weight;
      states.put(
          member.parameter.name(),
          new WeightState(
              weight.values(),
              weight.weightMoments(),
              weight.coordinateMoments(),
              weight.steps(),
              weight.floatCopy()));
    }
    return states;
  }

  /** Takes over copies of all that steps depend on; nothing makes the network a float one. */
  void restore(Map<String, WeightState> states) {
    if (states.isEmpty()) {
      members = List.of();
      return;
    }
    Map<String, MultiBitTensor> values = new LinkedHashMap<>();
    states.forEach((name, state) -> values.put(name, state.values()));
    adopt(values);
    for (Member member : members) {
      QuantizedWeight weight = member.weight;
      WeightState state = states.get(member.parameter.name());
      if (state != null) {
        copy(state.weightMoments(), weight.weightMoments());
        copy(state.coordinateMoments(), weight.coordinateMoments());
        weight.setSteps(state.steps());
        if (state.floatCopy() != null) {
          weight.setFloatCopy(state.floatCopy());
        }
      }
    }
  }

  private static void copy(AmsGradMoments source, AmsGradMoments target) {
    if (source.size() != target.size()) {
      throw new IllegalArgumentException(
          "moments of " + source.size() + " where " + target.size() + " are needed");
    }
    System.arraycopy(source.m(), 0, target.m(), 0, target.size());
    System.arraycopy(source.v(), 0, target.v(), 0, target.size());
    System.arraycopy(source.vMax(), 0, target.vMax(), 0, target.size());
  }

  void basisStep(double learningRate) {
    members.forEach(member ->
        member.weight.basisStep(
            gradient(member.parameter), learningRate, member.parameter.value()));
  }

  void coordinateStep(double learningRate, double weightDecay) {
    members.forEach(member ->
        member.weight.coordinateStep(
            gradient(member.parameter), learningRate, weightDecay, member.parameter.value()));
  }

  void prune(CoordinatePruner pruner, double learningRate, int iteration) {
    pruner.iterate(
        members.stream().map(Member::weight).toList(),
        members.stream().map(member -> gradient(member.parameter)).toList(),
        learningRate,
        iteration);
    writeBack();
  }

  /** Starts float copies at the quantized weights. */
  void restartFloatCopies() {
    members.forEach(member -> member.weight.setFloatCopy(member.parameter.value()));
  }

  void fineTuneStep(double learningRate, StraightThrough.Projection projection) {
    members.forEach(member ->
        member.weight.straightThroughStep(
            gradient(member.parameter), learningRate, projection, member.parameter.value()));
  }

  void dropFloatCopies() {
    members.forEach(member -> member.weight.clearFloatCopy());
  }

  private void writeBack() {
    members.forEach(member -> member.weight.reconstruct(member.parameter.value()));
  }

  private static Tensor gradient(Parameter parameter) {
    Tensor gradient = parameter.gradient();
    if (gradient == null) {
      throw new IllegalStateException("the loss does not depend on " + parameter.name());
    }
    return gradient;
  }
}
