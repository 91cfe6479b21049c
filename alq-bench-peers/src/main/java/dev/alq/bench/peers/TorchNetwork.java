package dev.alq.bench.peers;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.alq.autograd.Parameter;
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
import dev.alq.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of our networks, computed by PyTorch with a copy of its weights. */
final class TorchNetwork {

  private final Layer network;
  private final Map<String, PtNDArray> state = new LinkedHashMap<>();
  private final Map<String, PtNDArray> parameters = new LinkedHashMap<>();

  TorchNetwork(TorchArrays arrays, Layer network) {
    this.network = network;
    for (Parameter parameter : network.parameters()) {
      parameters.put(parameter.name(), copy(arrays, parameter.value()));
    }
    network.buffers().forEach((name, tensor) -> state.put(name, copy(arrays, tensor)));
  }

  private static PtNDArray copy(TorchArrays arrays, Tensor tensor) {
    return switch (tensor.shape().rank()) {
      case 4 -> arrays.images(tensor.data(), tensor.shape());
      case 2 ->
          arrays.plain(tensor.data(), tensor.shape().dimension(0), tensor.shape().dimension(1));
      default -> arrays.plain(tensor.data(), tensor.size());
    };
  }

  /** What is trained, by name; values may be replaced by others of the same shape. */
  Map<String, PtNDArray> parameters() {
    return parameters;
  }

  /** Computes logits. Intermediate results belong to the images' manager. */
  PtNDArray forward(PtNDArray images, boolean training) {
    return apply(network, images, training);
  }

  private PtNDArray apply(Layer layer, PtNDArray x, boolean training) {
    return switch (layer) {
      case Sequential l -> {
        PtNDArray y = x;
        for (Layer inner : l.layers()) {
          y = apply(inner, y, training);
        }
        yield y;
      }
      case Residual l ->
          JniUtils.add(apply(l.body(), x, training), apply(l.shortcut(), x, training));
      case Conv2d l -> convolution(l, x);
      case Linear l -> JniUtils.linear(x, parameter(l.weights()), optional(l.bias()));
      case BatchNorm l -> batchNorm(l, x, training);
      case MaxPool l ->
          JniUtils.maxPool(
              x,
              new Shape(l.kernel(), l.kernel()),
              new Shape(l.stride(), l.stride()),
              new Shape(l.padding(), l.padding()),
              false);
      case GlobalAveragePool _ ->
          JniUtils.flatten(JniUtils.adaptiveAvgPool(x, new Shape(1, 1)), 1, -1);
      case Relu _ -> JniUtils.relu(x);
      case Flatten _ -> JniUtils.flatten(x, 1, -1);
      case CustomLayer l -> throw new IllegalArgumentException(l.name() + " is of an unknown kind");
    };
  }

  private PtNDArray convolution(Conv2d layer, PtNDArray x) {
    return JniUtils.convolution(
        x,
        parameter(layer.weights()),
        optional(layer.bias()),
        new Shape(layer.stride(), layer.stride()),
        new Shape(layer.padding(), layer.padding()),
        new Shape(1, 1),
        1);
  }

  private PtNDArray batchNorm(BatchNorm layer, PtNDArray x, boolean training) {
    return JniUtils.batchNorm(
        x,
        buffer(layer.name() + ".running_mean"),
        buffer(layer.name() + ".running_var"),
        parameter(layer.scale()),
        parameter(layer.shift()),
        training,
        layer.rule().momentum(),
        layer.rule().epsilon());
  }

  private PtNDArray parameter(Parameter parameter) {
    return present(parameters.get(parameter.name()), parameter.name());
  }

  private PtNDArray buffer(String name) {
    return present(state.get(name), name);
  }

  private @Nullable PtNDArray optional(@Nullable Parameter parameter) {
    return parameter == null ? null : parameter(parameter);
  }

  private static PtNDArray present(@Nullable PtNDArray array, String name) {
    if (array == null) {
      throw new IllegalStateException("no array " + name);
    }
    return array;
  }
}
