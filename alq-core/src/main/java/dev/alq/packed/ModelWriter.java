package dev.alq.packed;

import dev.alq.bits.BitMatrix;
import dev.alq.container.Json;
import dev.alq.container.SafetensorsWriter;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Turns a model into the content of its file. */
final class ModelWriter {

  private final SafetensorsWriter container;
  private final JsonGenerator graph;
  private final WeightDensity density;

  private ModelWriter(SafetensorsWriter container, JsonGenerator graph, WeightDensity density) {
    this.container = container;
    this.graph = graph;
    this.density = density;
  }

  static SafetensorsWriter container(PackedModel model) {
    SafetensorsWriter container = new SafetensorsWriter();
    WeightDensity density = new WeightDensity();
    byte[] graph =
        Json.write(
            generator -> new ModelWriter(container, generator, density).layers(model.layers()));
    Provenance provenance = model.provenance();
    container
        .metadata(FormatNames.FORMAT, FormatNames.FORMAT_VALUE)
        .metadata(FormatNames.VERSION, FormatNames.VERSION_VALUE)
        .metadata(FormatNames.GRAPH, new String(graph, StandardCharsets.UTF_8))
        .metadata(FormatNames.PREPROCESSING, preprocessing(model.preprocessing()))
        .metadata(FormatNames.DATA_HASH, provenance.dataHash())
        .metadata(FormatNames.RECIPE, provenance.recipe())
        .metadata(FormatNames.SEED, Long.toString(provenance.seed()))
        .metadata(FormatNames.LIBRARY_VERSION, provenance.libraryVersion());
    if (density.exceeds(container.bytes())) {
      throw new IllegalArgumentException(
          "more than "
              + WeightDensity.MOST_WEIGHTS_PER_BYTE
              + " weights for each byte of the file, which would not be read");
    }
    return container;
  }

  /** The size of a file of layers alone, to the byte but for what all such files have in common. */
  static long bytes(List<PackedLayer> layers) {
    SafetensorsWriter container = new SafetensorsWriter();
    WeightDensity ofNoFile = new WeightDensity();
    byte[] graph =
        Json.write(generator -> new ModelWriter(container, generator, ofNoFile).layers(layers));
    return container.metadata(FormatNames.GRAPH, new String(graph, StandardCharsets.UTF_8)).bytes();
  }

  private static String preprocessing(Preprocessing preprocessing) {
    byte[] json =
        Json.write(generator -> {
          generator.writeStartObject();
          generator.writeNumberProperty(FormatNames.HEIGHT, preprocessing.height());
          generator.writeNumberProperty(FormatNames.WIDTH, preprocessing.width());
          floats(generator, FormatNames.MEAN, preprocessing.normalization().mean());
          floats(generator, FormatNames.STD, preprocessing.normalization().std());
          generator.writeArrayPropertyStart(FormatNames.CLASSES);
          preprocessing.classNames().forEach(generator::writeString);
          generator.writeEndArray();
          generator.writeEndObject();
        });
    return new String(json, StandardCharsets.UTF_8);
  }

  private static void floats(JsonGenerator json, String name, List<Float> values) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeNumber);
    json.writeEndArray();
  }

  private void layers(List<PackedLayer> layers) {
    graph.writeStartArray();
    layers.forEach(this::layer);
    graph.writeEndArray();
  }

  private void layer(PackedLayer layer) {
    graph.writeStartObject();
    graph.writeStringProperty(FormatNames.TYPE, type(layer));
    graph.writeStringProperty(FormatNames.NAME, layer.name());
    switch (layer) {
      case PackedLayer.Convolution convolution -> {
        weights(layer.name(), convolution.weights(), convolution.bias());
        graph.writeNumberProperty(FormatNames.STRIDE, convolution.stride());
        graph.writeNumberProperty(FormatNames.PADDING, convolution.padding());
        if (convolution.tapTerms() != null) {
          container.floats(layer.name() + FormatNames.TAPS_TENSOR, convolution.tapTerms());
        }
      }
      case PackedLayer.Linear linear -> weights(layer.name(), linear.weights(), linear.bias());
      case PackedLayer.ScaleShift(String name, Tensor scale, Tensor shift) ->
          container
              .floats(name + FormatNames.SCALE_TENSOR, scale)
              .floats(name + FormatNames.SHIFT_TENSOR, shift);
      case PackedLayer.MaxPool pool -> {
        graph.writeNumberProperty(FormatNames.KERNEL, pool.kernel());
        graph.writeNumberProperty(FormatNames.STRIDE, pool.stride());
        graph.writeNumberProperty(FormatNames.PADDING, pool.padding());
      }
      case PackedLayer.Residual residual -> {
        graph.writeName(FormatNames.BODY);
        layers(residual.body());
        graph.writeName(FormatNames.SHORTCUT);
        layers(residual.shortcut());
      }
      case PackedLayer.Quantize(String name, ActivationLevels levels) -> levels(name, levels);
      case PackedLayer.Relu _, PackedLayer.Flatten _, PackedLayer.GlobalAveragePool _ -> {}
    }
    graph.writeEndObject();
  }

  private static String type(PackedLayer layer) {
    return switch (layer) {
      case PackedLayer.Convolution _ -> FormatNames.CONVOLUTION;
      case PackedLayer.Linear _ -> FormatNames.LINEAR;
      case PackedLayer.ScaleShift _ -> FormatNames.SCALE_SHIFT;
      case PackedLayer.MaxPool _ -> FormatNames.MAX_POOL;
      case PackedLayer.Relu _ -> FormatNames.RELU;
      case PackedLayer.Quantize _ -> FormatNames.QUANTIZE;
      case PackedLayer.Flatten _ -> FormatNames.FLATTEN;
      case PackedLayer.GlobalAveragePool _ -> FormatNames.GLOBAL_AVERAGE_POOL;
      case PackedLayer.Residual _ -> FormatNames.RESIDUAL;
    };
  }

  private void weights(String name, PackedWeights weights, @Nullable Tensor bias) {
    graph.writeObjectPropertyStart(FormatNames.WEIGHTS);
    switch (weights) {
      case MultiBitWeights multiBit -> multiBit(name, multiBit);
      case JoinedWeights(List<MultiBitWeights> parts) -> {
        graph.writeStringProperty(FormatNames.STORAGE, FormatNames.JOINED);
        graph.writeArrayPropertyStart(FormatNames.PARTS);
        for (int k = 0; k < parts.size(); k++) {
          graph.writeStartObject();
          multiBit(FormatNames.part(name, k), parts.get(k));
          graph.writeEndObject();
        }
        graph.writeEndArray();
      }
      case FloatWeights(Tensor values) -> {
        graph.writeStringProperty(FormatNames.STORAGE, FormatNames.FLOAT);
        shape(values.shape());
        container.floats(name + FormatNames.WEIGHT_TENSOR, values);
      }
    }
    graph.writeEndObject();
    if (bias != null) {
      container.floats(name + FormatNames.BIAS_TENSOR, bias);
    }
  }

  private void multiBit(String name, MultiBitWeights weights) {
    density.add(weights.shape());
    graph.writeStringProperty(FormatNames.STORAGE, FormatNames.MULTI_BIT);
    shape(weights.shape());
    grouping(weights.grouping());
    byte[] bitwidths = weights.bitwidths();
    float[] coordinates = weights.coordinates();
    BitMatrix planes = weights.planes();
    Shape planeBytes = Shape.of(planes.rows(), BitMatrix.bytesPerRow(planes.columns()));
    container
        .bytes(name + FormatNames.BITWIDTHS_TENSOR, Shape.of(bitwidths.length), bitwidths)
        .floats(
            name + FormatNames.COORDINATES_TENSOR,
            Tensor.of(Shape.of(coordinates.length), coordinates))
        .bytes(name + FormatNames.PLANES_TENSOR, planeBytes, planes.toBytes());
  }

  private void levels(String name, ActivationLevels levels) {
    float[] base = {levels.base()};
    float[] coordinates = levels.coordinates();
    container
        .floats(name + FormatNames.BASE_TENSOR, Tensor.of(Shape.of(1), base))
        .floats(
            name + FormatNames.COORDINATES_TENSOR,
            Tensor.of(Shape.of(coordinates.length), coordinates));
  }

  private void shape(Shape shape) {
    graph.writeArrayPropertyStart(FormatNames.SHAPE);
    for (int extent : shape.toArray()) {
      graph.writeNumber(extent);
    }
    graph.writeEndArray();
  }

  private void grouping(Grouping grouping) {
    switch (grouping) {
      case Grouping.Channelwise _ -> grouping(FormatNames.CHANNELWISE);
      case Grouping.Kernelwise _ -> grouping(FormatNames.KERNELWISE);
      case Grouping.Pixelwise _ -> grouping(FormatNames.PIXELWISE);
      case Grouping.Subchannelwise(int slices) -> {
        grouping(FormatNames.SUBCHANNELWISE);
        graph.writeNumberProperty(FormatNames.SLICES, slices);
      }
    }
  }

  private void grouping(String name) {
    graph.writeStringProperty(FormatNames.GROUPING, name);
  }
}
