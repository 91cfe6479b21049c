package dev.alq.models.exchange;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.autograd.Parameter;
import dev.alq.container.AtomicFiles;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.ActivationLevels;
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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes a network as an ONNX model that other programs run: images N,C,H,W under the name {@value
 * #INPUT} to logits N,classes under the name {@value #OUTPUT}. Weights are written as they stand in
 * the network: floats after float training, the reconstructed ŵ = Bα after quantization. Quantized
 * activations become comparisons with their thresholds and a table of their values, so that equal
 * pre-activations give the same bits. The model needs operators of version {@value
 * #OPERATORS_VERSION}.
 *
 * <p>The file is a protocol buffer of a few nested messages, so it is written field by field, by
 * the numbers of onnx.proto, instead of by generated classes.
 */
public final class OnnxExport {

  /** The name of the input. */
  public static final String INPUT = "images";

  /** The name of the output. */
  public static final String OUTPUT = "logits";

  private static final long FILE_VERSION = 8;
  private static final long OPERATORS_VERSION = 17;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int ATTRIBUTE_FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;
  private static final int ATTRIBUTE_INTS = 7;

  private final Protobuf graph = new Protobuf();
  private final Set<String> names = new HashSet<>();
  private int values;

  private OnnxExport() {}

  /**
   * Writes a model for batches of any size. Its metadata tell how pictures become inputs: {@code
   * mean} and {@code std} per channel on the scale 0 … 1, and {@code classes}, each list separated
   * by new lines.
   *
   * @param network images N,H,W,C to logits; not modified
   * @param preprocessing size of the images, normalization and class names
   * @param target the file to create or replace
   * @throws IOException if the file cannot be written
   * @throws IllegalArgumentException if the network has a layer of an unknown kind, or a name twice
   */
  public static void write(Layer network, Preprocessing preprocessing, Path target)
      throws IOException {
    Protobuf model =
        model(
            network,
            new Protobuf().text(2, "N"),
            preprocessing.imageShape(),
            preprocessing.classNames().size());
    Normalization normalization = preprocessing.normalization();
    model
        .message(14, property("mean", lines(normalization.mean())))
        .message(14, property("std", lines(normalization.std())))
        .message(14, property("classes", lines(preprocessing.classNames())));
    AtomicFiles.write(target, model.toByteArray());
  }

  /**
   * Makes a model for batches of one size, which some programs run faster.
   *
   * @param network images N,H,W,C to logits; not modified
   * @param images shape N,H,W,C of a batch
   * @param classes number of logits
   * @return the content of its file
   * @throws IllegalArgumentException if the network has a layer of an unknown kind, or a name twice
   */
  public static byte[] bytes(Layer network, Shape images, int classes) {
    return model(
            network,
            new Protobuf().number(1, images.dimension(0)),
            Shape.of(images.dimension(1), images.dimension(2), images.dimension(3)),
            classes)
        .toByteArray();
  }

  private static Protobuf model(Layer network, Protobuf batch, Shape image, int classes) {
    OnnxExport export = new OnnxExport();
    String last = export.add(network, INPUT);
    export.node("Identity", List.of(last), OUTPUT, List.of());
    export
        .graph
        .text(2, "network")
        .message(
            11, value(INPUT, batch, image.dimension(2), image.dimension(0), image.dimension(1)))
        .message(12, value(OUTPUT, batch, classes));
    return new Protobuf()
        .number(1, FILE_VERSION)
        .text(2, "alq")
        .message(7, export.graph)
        .message(8, new Protobuf().text(1, "").number(2, OPERATORS_VERSION));
  }

  private static Protobuf property(String name, String value) {
    return new Protobuf().text(1, name).text(2, value);
  }

  private static String lines(List<?> items) {
    return items.stream().map(String::valueOf).collect(Collectors.joining("\n"));
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
          node(
              "Gemm",
              inputs(x, tensor(l.weights().name(), l.weights().value()), l.bias()),
              List.of(attribute("transB", 1)));
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
      case ActivationQuantizer l -> quantizer(l, x);
      case CustomLayer l -> throw new IllegalArgumentException(l.name() + " is of an unknown kind");
    };
  }

  private String convolution(Conv2d layer, String x) {
    Shape shape = layer.weights().shape();
    Tensor foreign = AxisOrder.toForeign(layer.weights().value());
    String weights = tensor(layer.weights().name(), foreign);
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
            tensor(layer.scale().name(), layer.scale().value()),
            tensor(layer.shift().name(), layer.shift().value()),
            tensor(layer.name() + ".mean", layer.runningMean()),
            tensor(layer.name() + ".variance", layer.runningVariance())),
        List.of(epsilon));
  }

  private String quantizer(ActivationQuantizer layer, String x) {
    ActivationLevels levels = layer.levels();
    return levels == null
        ? node("Relu", List.of(x), List.of())
        : new OnnxRanks(this, layer.name(), levels).quantize(x);
  }

  private List<String> inputs(String x, String weights, @Nullable Parameter bias) {
    List<String> inputs = new ArrayList<>(List.of(x, weights));
    if (bias != null) {
      inputs.add(tensor(bias.name(), bias.value()));
    }
    return inputs;
  }

  /** Adds an operator and returns the name of its output. */
  String node(String operator, List<String> inputs, List<Protobuf> attributes) {
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

  /** The argument of a Cast to whole numbers. */
  static Protobuf toWholeNumbers() {
    return attribute("to", INT64);
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

  /** Adds floats and returns their name. */
  String tensor(String name, Tensor values) {
    byte[] raw = new byte[Math.multiplyExact(values.size(), Float.BYTES)];
    littleEndian(raw).asFloatBuffer().put(values.data());
    return tensor(name, FLOAT, values.shape().toArray(), raw);
  }

  /** Adds a single whole number and returns its name. */
  String wholeNumber(String name, long value) {
    byte[] raw = new byte[Long.BYTES];
    littleEndian(raw).putLong(value);
    return tensor(name, INT64, new int[0], raw);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String tensor(String name, int type, int[] extents, byte[] raw) {
    if (!names.add(name)) {
      throw new IllegalArgumentException("two tensors have the name " + name);
    }
    Protobuf tensor = new Protobuf();
    for (int extent : extents) {
      tensor.number(1, extent);
    }
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
    return name;
  }

  private static Protobuf value(String name, Protobuf batch, int... extents) {
    Protobuf shape = new Protobuf().message(1, batch);
    for (int extent : extents) {
      shape.message(1, new Protobuf().number(1, extent));
    }
    Protobuf type = new Protobuf().number(1, FLOAT).message(2, shape);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, type));
  }
}
