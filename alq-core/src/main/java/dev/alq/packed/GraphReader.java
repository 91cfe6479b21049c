package dev.alq.packed;

import dev.alq.container.JsonReader;
import dev.alq.multibit.Grouping;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the graph of a model; every member must be known and belong to its layer's type. */
final class GraphReader {

  private final JsonReader json;
  private final ModelTensors tensors;

  GraphReader(JsonReader json, ModelTensors tensors) {
    this.json = json;
    this.tensors = tensors;
  }

  List<PackedLayer> layers() throws IOException {
    List<PackedLayer> layers = new ArrayList<>();
    json.array(() -> layers.add(new LayerMembers().read()));
    return layers;
  }

  /** The members of one layer while it is read. */
  private final class LayerMembers {
    private final Set<String> seen = new HashSet<>();
    private String type = "";
    private String name = "";
    private int stride;
    private int padding;
    private int kernel;
    private List<PackedLayer> body = List.of();
    private List<PackedLayer> shortcut = List.of();
    private @Nullable WeightMembers weights;

    PackedLayer read() throws IOException {
      json.object(this::member);
      return switch (type) {
        case FormatNames.CONVOLUTION -> {
          requireOnly(FormatNames.WEIGHTS, FormatNames.STRIDE, FormatNames.PADDING);
          yield new PackedLayer.Convolution(
              name,
              Objects.requireNonNull(weights).build(name),
              tensors.floatsIfPresent(name + FormatNames.BIAS_TENSOR),
              stride,
              padding,
              tensors.floatsIfPresent(name + FormatNames.TAPS_TENSOR));
        }
        case FormatNames.LINEAR -> {
          requireOnly(FormatNames.WEIGHTS);
          yield new PackedLayer.Linear(
              name,
              Objects.requireNonNull(weights).build(name),
              tensors.floatsIfPresent(name + FormatNames.BIAS_TENSOR));
        }
        case FormatNames.MAX_POOL -> {
          requireOnly(FormatNames.KERNEL, FormatNames.STRIDE, FormatNames.PADDING);
          yield new PackedLayer.MaxPool(name, kernel, stride, padding);
        }
        case FormatNames.RESIDUAL -> {
          requireOnly(FormatNames.BODY, FormatNames.SHORTCUT);
          yield new PackedLayer.Residual(name, body, shortcut);
        }
        default -> {
          requireOnly();
          yield plainLayer();
        }
      };
    }

    /** A layer that has nothing but its name in the graph. */
    private PackedLayer plainLayer() throws IOException {
      return switch (type) {
        case FormatNames.SCALE_SHIFT ->
            new PackedLayer.ScaleShift(
                name,
                tensors.floats(name + FormatNames.SCALE_TENSOR),
                tensors.floats(name + FormatNames.SHIFT_TENSOR));
        case FormatNames.QUANTIZE -> new PackedLayer.Quantize(name, tensors.levels(name));
        case FormatNames.RELU -> new PackedLayer.Relu(name);
        case FormatNames.FLATTEN -> new PackedLayer.Flatten(name);
        case FormatNames.GLOBAL_AVERAGE_POOL -> new PackedLayer.GlobalAveragePool(name);
        default -> throw json.problem("unknown type '" + type + "' of layer '" + name + "'");
      };
    }

    private void member(String key) throws IOException {
      seen.add(key);
      switch (key) {
        case FormatNames.TYPE -> type = json.string();
        case FormatNames.NAME -> name = json.string();
        case FormatNames.STRIDE -> stride = json.size();
        case FormatNames.PADDING -> padding = json.size();
        case FormatNames.KERNEL -> kernel = json.size();
        case FormatNames.BODY -> body = layers();
        case FormatNames.SHORTCUT -> shortcut = layers();
        case FormatNames.WEIGHTS -> {
          WeightMembers members = new WeightMembers();
          json.object(members::member);
          weights = members;
        }
        default -> throw json.problem("unknown member '" + key + "' of a layer");
      }
    }

    private void requireOnly(String... members) throws IOException {
      Set<String> expected = new HashSet<>(Set.of(members));
      expected.add(FormatNames.TYPE);
      expected.add(FormatNames.NAME);
      if (!seen.equals(expected)) {
        throw json.problem("layer '" + name + "' of type '" + type + "' has the members " + seen);
      }
    }
  }

  /** The members of one layer's weights while they are read. */
  private final class WeightMembers {
    private final Set<String> seen = new HashSet<>();
    private String storage = "";
    private String grouping = "";
    private int slices;
    private @Nullable Shape shape;
    private final List<WeightMembers> parts = new ArrayList<>();

    void member(String key) throws IOException {
      seen.add(key);
      switch (key) {
        case FormatNames.STORAGE -> storage = json.string();
        case FormatNames.GROUPING -> grouping = json.string();
        case FormatNames.SLICES -> slices = json.size();
        case FormatNames.SHAPE -> {
          List<Integer> extents = new ArrayList<>();
          json.array(() -> extents.add(json.size()));
          shape = Shape.of(extents.stream().mapToInt(Integer::intValue).toArray());
        }
        case FormatNames.PARTS ->
            json.array(() -> {
              WeightMembers part = new WeightMembers();
              json.object(part::partMember);
              parts.add(part);
            });
        default -> throw json.problem("unknown member '" + key + "' of weights");
      }
    }

    /** A member of a part, which has no parts itself. */
    private void partMember(String key) throws IOException {
      if (key.equals(FormatNames.PARTS)) {
        throw json.problem("a part of weights has parts");
      }
      member(key);
    }

    PackedWeights build(String layer) throws IOException {
      return switch (storage) {
        case FormatNames.JOINED -> {
          requireOnly(FormatNames.PARTS);
          yield joined(layer);
        }
        case FormatNames.MULTI_BIT -> {
          Grouping grouping = grouping();
          yield tensors.multiBitWeights(layer, Objects.requireNonNull(shape), grouping);
        }
        case FormatNames.FLOAT -> {
          requireOnly(FormatNames.SHAPE);
          yield tensors.floatWeights(layer, Objects.requireNonNull(shape));
        }
        default -> throw json.problem("unknown storage '" + storage + "' of weights");
      };
    }

    private void requireOnly(String... members) throws IOException {
      Set<String> expected = new HashSet<>(Set.of(members));
      expected.add(FormatNames.STORAGE);
      if (!seen.equals(expected)) {
        throw json.problem("weights of storage '" + storage + "' have the members " + seen);
      }
    }

    private PackedWeights joined(String layer) throws IOException {
      List<MultiBitWeights> built = new ArrayList<>();
      for (WeightMembers part : parts) {
        String name = FormatNames.part(layer, built.size());
        if (part.build(name) instanceof MultiBitWeights multiBit) {
          built.add(multiBit);
        } else {
          throw json.problem("a part of layer '" + layer + "' is not multi-bit");
        }
      }
      return new JoinedWeights(built);
    }

    private Grouping grouping() throws IOException {
      if (grouping.equals(FormatNames.SUBCHANNELWISE)) {
        requireOnly(FormatNames.SHAPE, FormatNames.GROUPING, FormatNames.SLICES);
        return new Grouping.Subchannelwise(slices);
      }
      requireOnly(FormatNames.SHAPE, FormatNames.GROUPING);
      return switch (grouping) {
        case FormatNames.CHANNELWISE -> new Grouping.Channelwise();
        case FormatNames.KERNELWISE -> new Grouping.Kernelwise();
        case FormatNames.PIXELWISE -> new Grouping.Pixelwise();
        default -> throw json.problem("unknown grouping '" + grouping + "'");
      };
    }
  }
}
