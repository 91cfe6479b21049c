package dev.alq.packed;

import dev.alq.bits.BitMatrix;
import dev.alq.container.ContainerException;
import dev.alq.container.SafetensorsFile;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.GroupLayout;
import dev.alq.multibit.Grouping;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tensors of a model's file, each to be taken once. */
final class ModelTensors {

  private final SafetensorsFile file;
  private final Set<String> unused;
  private final WeightDensity density = new WeightDensity();

  ModelTensors(SafetensorsFile file) {
    this.file = file;
    this.unused = new LinkedHashSet<>(file.tensors().keySet());
  }

  /** The names of the tensors that were not taken. */
  Set<String> unused() {
    return unused;
  }

  Tensor floats(String name) throws ContainerException {
    Tensor tensor = file.floats(name);
    unused.remove(name);
    return tensor;
  }

  @Nullable Tensor floatsIfPresent(String name) throws ContainerException {
    return unused.contains(name) ? floats(name) : null;
  }

  FloatWeights floatWeights(String layer, Shape shape) throws ContainerException {
    String name = layer + FormatNames.WEIGHT_TENSOR;
    Tensor values = floats(name);
    if (!values.shape().equals(shape)) {
      throw file.problem(name, "its shape is " + values.shape() + " but the graph says " + shape);
    }
    return new FloatWeights(values);
  }

  MultiBitWeights multiBitWeights(String layer, Shape shape, Grouping grouping)
      throws ContainerException {
    requirePlausible(layer, shape);
    GroupLayout layout = grouping.layout(shape);
    byte[] bitwidths = bytes(layer + FormatNames.BITWIDTHS_TENSOR, layout.groups());
    Tensor coordinates = floats(layer + FormatNames.COORDINATES_TENSOR);
    int rows = coordinates.size();
    byte[] packed =
        bytes(layer + FormatNames.PLANES_TENSOR, rows, BitMatrix.bytesPerRow(layout.size()));
    BitMatrix planes = BitMatrix.ofBytes(rows, layout.size(), packed);
    return new MultiBitWeights(shape, grouping, bitwidths, coordinates.data(), planes);
  }

  private void requirePlausible(String layer, Shape shape) throws ContainerException {
    density.add(shape);
    if (density.exceeds(file.bytes())) {
      throw file.problem(layer, shape + " makes more weights than a file of its size can hold");
    }
  }

  ActivationLevels levels(String layer) throws ContainerException {
    float[] base = vector(layer + FormatNames.BASE_TENSOR);
    float[] coordinates = vector(layer + FormatNames.COORDINATES_TENSOR);
    if (base.length != 1) {
      throw file.problem(layer + FormatNames.BASE_TENSOR, "it has " + base.length + " elements");
    }
    return new ActivationLevels(base[0], coordinates);
  }

  private float[] vector(String name) throws ContainerException {
    Tensor tensor = floats(name);
    if (tensor.shape().rank() != 1) {
      throw file.problem(name, "its shape is " + tensor.shape() + ", no vector");
    }
    return tensor.data();
  }

  private byte[] bytes(String name, int... dimensions) throws ContainerException {
    byte[] bytes = file.bytes(name);
    Shape actual = file.info(name).shape();
    if (!actual.equals(Shape.of(dimensions))) {
      throw file.problem(name, "its shape is " + actual + ", not " + Shape.of(dimensions));
    }
    unused.remove(name);
    return bytes;
  }
}
