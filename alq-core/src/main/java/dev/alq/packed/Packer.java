package dev.alq.packed;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.autograd.Operation;
import dev.alq.autograd.Parameter;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the network that was trained into the one that is shipped. Weights with a multi-bit form
 * are stored in it, all others as floats; batch normalisations become a scale and a shift by the
 * running statistics, quantizers of activations their levels. Everything is copied.
 */
public final class Packer {

  private final Map<String, MultiBitTensor> quantized;
  private final Set<String> unused;

  private Packer(Map<String, MultiBitTensor> quantized) {
    this.quantized = quantized;
    this.unused = new HashSet<>(quantized.keySet());
  }

  /**
   * Packs a network as it stands.
   *
   * @param network the network; not modified
   * @param quantized multi-bit weights by the name of their parameter; may lack some or all; not
   *     modified
   * @param preprocessing what the network demands of an image
   * @param provenance where the network comes from
   * @return the packed network, sharing nothing mutable with the trained one
   * @throws IllegalArgumentException if the network holds a layer that cannot be packed, a name in
   *     {@code quantized} is not that of a weight or the shapes differ, or the layers do not fit
   *     each other, the images or the classes
   */
  public static PackedModel pack(
      Layer network,
      Map<String, MultiBitTensor> quantized,
      Preprocessing preprocessing,
      Provenance provenance) {
    Packer packer = new Packer(quantized);
    List<PackedLayer> layers = packer.layers(network);
    if (!packer.unused.isEmpty()) {
      throw new IllegalArgumentException(
          "no layer of " + network.name() + " has the weights " + packer.unused);
    }
    return new PackedModel(layers, preprocessing, provenance);
  }

  private List<PackedLayer> layers(Layer layer) {
    return switch (layer) {
      case Sequential sequence -> {
        List<PackedLayer> layers = new ArrayList<>();
        sequence.layers().forEach(inner -> layers.addAll(layers(inner)));
        yield layers;
      }
      case Conv2d conv ->
          List.of(
              new PackedLayer.Convolution(
                  conv.name(),
                  weights(conv.weights()),
                  copy(conv.bias()),
                  conv.stride(),
                  conv.padding()));
      case Linear linear ->
          List.of(
              new PackedLayer.Linear(
                  linear.name(), weights(linear.weights()), copy(linear.bias())));
      case BatchNorm norm -> List.of(scaleShift(norm));
      case MaxPool pool ->
          List.of(
              new PackedLayer.MaxPool(pool.name(), pool.kernel(), pool.stride(), pool.padding()));
      case Relu relu -> List.of(new PackedLayer.Relu(relu.name()));
      case Flatten flatten -> List.of(new PackedLayer.Flatten(flatten.name()));
      case GlobalAveragePool pool -> List.of(new PackedLayer.GlobalAveragePool(pool.name()));
      case Residual residual ->
          List.of(
              new PackedLayer.Residual(
                  residual.name(), layers(residual.body()), layers(residual.shortcut())));
      case ActivationQuantizer quantizer -> List.of(activation(quantizer));
      case CustomLayer custom ->
          throw new IllegalArgumentException(
              "layer '" + custom.name() + "' of " + custom.getClass() + " cannot be packed");
    };
  }

  private PackedWeights weights(Parameter parameter) {
    MultiBitTensor multiBit = quantized.get(parameter.name());
    if (multiBit == null) {
      return new FloatWeights(parameter.value().copy());
    }
    if (!multiBit.shape().equals(parameter.shape())) {
      throw new IllegalArgumentException(
          parameter.name()
              + " has the shape "
              + parameter.shape()
              + " but its multi-bit form "
              + multiBit.shape());
    }
    unused.remove(parameter.name());
    return MultiBitWeights.of(multiBit);
  }

  private static PackedLayer activation(ActivationQuantizer quantizer) {
    ActivationLevels levels = quantizer.levels();
    return levels == null
        ? new PackedLayer.Relu(quantizer.name())
        : new PackedLayer.Quantize(quantizer.name(), levels);
  }

  private static @Nullable Tensor copy(@Nullable Parameter parameter) {
    return parameter == null ? null : parameter.value().copy();
  }

  private static PackedLayer.ScaleShift scaleShift(BatchNorm norm) {
    Shape channels = norm.scale().shape();
    Operation.Normalize.Line line =
        norm.rule()
            .runningLine(
                norm.scale().value(),
                norm.shift().value(),
                norm.runningMean(),
                norm.runningVariance(),
                () -> new float[channels.size()]);
    return new PackedLayer.ScaleShift(
        norm.name(), Tensor.of(channels, line.factor()), Tensor.of(channels, line.term()));
  }
}
