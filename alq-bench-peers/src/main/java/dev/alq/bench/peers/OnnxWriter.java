package dev.alq.bench.peers;

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
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a float network as an ONNX model: images N,C,H,W under the name {@value #INPUT} to logits
 * under the name {@value #OUTPUT}. The numbers of the fields are those of onnx.proto.
 */
final class OnnxWriter {

  static final String INPUT = "images";
  static final String OUTPUT = "logits";

  private static final long FILE_VERSION = 8;
  private static final long OPERATORS_VERSION = 17;
  private static final long FLOAT = 1;
  private static final int ATTRIBUTE_FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Protobuf graph = new Protobuf();
  private int values;

  /** Writes a model for batches of a fixed shape N,H,W,C. */
  static byte[] write(Layer network, Shape images, int classes) {
    OnnxWriter writer = new OnnxWriter();
    String last = writer.add(network, INPUT);
    writer.node("Identity", List.of(last), OUTPUT, List.of());
    writer
        .graph
        .text(2, "network")
        .message(11, value(INPUT, Layouts.channelFirst(images)))
        .message(12, value(OUTPUT, images.dimension(0), classes));
    return new Protobuf()
        .number(1, FILE_VERSION)
        .text(2, "alq-bench")
        .message(7, writer.graph)
        .message(8, new Protobuf().text(1, "").number(2, OPERATORS_VERSION))
        .toByteArray();
  }

  /** Adds a layer and returns the name of its output. */
  private String add(Layer layer, String x) {
    return switch (layer) {
      case Sequential l -> {
        String y = x;
        for (Layer inner : l.layers()) {
          y = add(inner, y);
        }
        yield y;
      }
      case Residual l -> node("Add", List.of(add(l.body(), x), add(l.shortcut(), x)), List.of());
      case Conv2d l -> convolution(l, x);
      case Linear l ->
          node("Gemm", inputs(x, rows(l.weights()), l.bias()), List.of(attribute("transB", 1)));
      case BatchNorm l -> normalization(l, x);
      case MaxPool l ->
          node(
              "MaxPool",
              List.of(x),
              List.of(
                  attribute("kernel_shape", l.kernel(), l.kernel()),
                  attribute("strides", l.stride(), l.stride()),
                  pads(l.padding())));
      case GlobalAveragePool _ ->
          node("Flatten", List.of(node("GlobalAveragePool", List.of(x), List.of())), List.of());
      case Relu _ -> node("Relu", List.of(x), List.of());
      case Flatten _ -> node("Flatten", List.of(x), List.of());
      case CustomLayer l -> throw new IllegalArgumentException(l.name() + " is of an unknown kind");
    };
  }

  private String convolution(Conv2d layer, String x) {
    Shape shape = layer.weights().shape();
    String weights =
        tensor(
            layer.weights().name(),
            Layouts.channelFirst(layer.weights().value().data(), shape),
            Layouts.channelFirst(shape));
    return node(
        "Conv",
        inputs(x, weights, layer.bias()),
        List.of(
            attribute("kernel_shape", shape.dimension(1), shape.dimension(2)),
            attribute("strides", layer.stride(), layer.stride()),
            pads(layer.padding())));
  }

  private String normalization(BatchNorm layer, String x) {
    Protobuf epsilon =
        new Protobuf()
            .text(1, "epsilon")
            .real(2, layer.rule().epsilon())
            .number(20, ATTRIBUTE_FLOAT);
    return node(
        "BatchNormalization",
        List.of(
            x,
            vector(layer.scale().name(), layer.scale().value()),
            vector(layer.shift().name(), layer.shift().value()),
            vector(layer.name() + ".mean", layer.runningMean()),
            vector(layer.name() + ".variance", layer.runningVariance())),
        List.of(epsilon));
  }

  private List<String> inputs(String x, String weights, @Nullable Parameter bias) {
    List<String> inputs = new ArrayList<>(List.of(x, weights));
    if (bias != null) {
      inputs.add(vector(bias.name(), bias.value()));
    }
    return inputs;
  }

  private String node(String operator, List<String> inputs, List<Protobuf> attributes) {
    return node(operator, inputs, "value" + values++, attributes);
  }

  private String node(
      String operator, List<String> inputs, String output, List<Protobuf> attributes) {
    Protobuf node = new Protobuf();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, operator + "-" + output).text(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute));
    graph.message(1, node);
    return output;
  }

  private static Protobuf pads(int padding) {
    return attribute("pads", padding, padding, padding, padding);
  }

  private static Protobuf attribute(String name, int value) {
    return new Protobuf().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
  }

  private static Protobuf attribute(String name, int first, int... others) {
    Protobuf attribute = new Protobuf().text(1, name).number(8, first);
    for (int value : others) {
      attribute.number(8, value);
    }
    return attribute.number(20, ATTRIBUTE_INTS);
  }

  private String rows(Parameter weights) {
    Shape shape = weights.shape();
    return tensor(weights.name(), weights.value().data(), shape.dimension(0), shape.dimension(1));
  }

  private String vector(String name, Tensor values) {
    return tensor(name, values.data(), values.size());
  }

  private String tensor(String name, float[] elements, long... dimensions) {
    ByteBuffer raw =
        ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(elements);
    Protobuf tensor = new Protobuf();
    for (long dimension : dimensions) {
      tensor.number(1, dimension);
    }
    graph.message(5, tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array()));
    return name;
  }

  private static Protobuf value(String name, long... dimensions) {
    Protobuf shape = new Protobuf();
    for (long dimension : dimensions) {
      shape.message(1, new Protobuf().number(1, dimension));
    }
    Protobuf type = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, type));
  }
}
