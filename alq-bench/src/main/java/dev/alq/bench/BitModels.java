package dev.alq.bench;

import dev.alq.autograd.Parameter;
import dev.alq.kernel.Engine;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Packer;
import dev.alq.tensor.Tensor;
import dev.alq.train.LayerPlan;
import dev.alq.train.QuantizationPlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/** Networks as they are packed: sketched weights, and levels in the place of ReLU. */
final class BitModels {

  private BitModels() {}

  /** A packed network, the same at every call. */
  static PackedModel packed(Model model, Precision precision) {
    Layer network = model.network();
    QuantizationPlan plan = model.plan();
    Map<String, MultiBitTensor> quantized = new HashMap<>();
    SplittableRandom random = new SplittableRandom(Inputs.SEED);
    try (Engine engine = Engine.start()) {
      for (Parameter weight : plan.weightsOf(network)) {
        LayerPlan layer = Objects.requireNonNull(plan.layers().get(weight.name()));
        quantized.put(weight.name(), weights(weight.value(), layer, precision, random, engine));
      }
    }
    PackedModel floats = model.packed();
    PackedModel packed =
        Packer.pack(network, quantized, floats.preprocessing(), floats.provenance());
    return new PackedModel(
        withLevels(packed.layers(), precision), packed.preprocessing(), packed.provenance());
  }

  /** Sketches weights and drops bases until each group has its bitwidth. */
  private static MultiBitTensor weights(
      Tensor values, LayerPlan layer, Precision precision, SplittableRandom random, Engine engine) {
    MultiBitTensor sketch =
        new Sketch(precision.weightBits()).apply(values, layer.grouping(), engine);
    for (int g = 0; g < sketch.layout().groups(); g++) {
      int bitwidth = Math.min(sketch.bitwidth(g), precision.bitwidth(random.nextDouble()));
      float[] alpha = new float[bitwidth];
      byte[] codes = new byte[sketch.layout().size()];
      for (int i = 0; i < bitwidth; i++) {
        alpha[i] = sketch.coordinate(g, i);
      }
      for (int j = 0; j < codes.length; j++) {
        codes[j] = (byte) (sketch.code(g, j) & ((1 << bitwidth) - 1));
      }
      sketch.setGroup(g, alpha, codes);
    }
    return sketch;
  }

  private static List<PackedLayer> withLevels(List<PackedLayer> layers, Precision precision) {
    return layers.stream()
        .map(layer ->
            switch (layer) {
              case PackedLayer.Relu relu when precision.quantizesActivations() ->
                  new PackedLayer.Quantize(relu.name(), precision.levels());
              case PackedLayer.Residual(String name, var body, var shortcut) ->
                  new PackedLayer.Residual(
                      name, withLevels(body, precision), withLevels(shortcut, precision));
              default -> layer;
            })
        .toList();
  }
}
