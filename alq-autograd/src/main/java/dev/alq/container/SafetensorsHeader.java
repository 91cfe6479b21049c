package dev.alq.container;

import dev.alq.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parsed header of a container. After {@link #checkCoverage} its tensors cover the data
 * exactly: no overlap, no hole, nothing behind the last.
 *
 * @param metadata texts by name, in the order of the file
 * @param tensors by name, in the order of the header
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {

  /** The format's own limit. */
  static final int MAX_BYTES = 100_000_000;

  /** Bytes in front of the header: its length. */
  static final int LENGTH_BYTES = 8;

  static final String METADATA = "__metadata__";

  private static final int MAX_RANK = 16;

  static SafetensorsHeader parse(Path file, byte[] utf8) throws IOException {
    if (utf8.length == 0 || utf8[0] != '{') {
      throw new ContainerException(file, LENGTH_BYTES, "the header is not a JSON object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    JsonReader json = new JsonReader(utf8);
    try {
      json.object(name -> {
        if (name.equals(METADATA)) {
          json.object(key -> metadata.put(key, json.string()));
        } else {
          tensors.put(name, readTensor(json, name));
        }
      });
      json.end();
    } catch (MalformedJsonException e) {
      throw new ContainerException(file, LENGTH_BYTES + e.offset(), "header: " + e.getMessage());
    }
    return new SafetensorsHeader(
        Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
  }

  private static TensorInfo readTensor(JsonReader json, String name) throws IOException {
    Members members = new Members();
    json.object(key -> members.read(json, key));
    ElementType type = members.type;
    Shape shape = members.shape;
    List<Long> offsets = members.offsets;
    if (type == null || shape == null || offsets == null) {
      throw json.problem("tensor '" + name + "' lacks one of dtype, shape and data_offsets");
    }
    if (offsets.size() != 2) {
      throw json.problem("tensor '" + name + "' has " + offsets.size() + " data_offsets, not 2");
    }
    try {
      return new TensorInfo(name, type, shape, offsets.get(0), offsets.get(1));
    } catch (IllegalArgumentException e) {
      throw json.problem(String.valueOf(e.getMessage()));
    }
  }

  /** Checks that the tensors, sorted by position, follow each other from first to last byte. */
  void checkCoverage(Path file, long dataStart, long fileBytes) throws ContainerException {
    List<TensorInfo> sorted = new ArrayList<>(tensors.values());
    sorted.sort(Comparator.comparingLong(TensorInfo::start).thenComparingLong(TensorInfo::end));
    long covered = 0;
    for (TensorInfo tensor : sorted) {
      if (tensor.start() != covered) {
        throw new ContainerException(
            file,
            dataStart + Math.min(covered, tensor.start()),
            (tensor.start() < covered ? "an overlap in front of" : "a hole in front of")
                + " tensor '"
                + tensor.name()
                + "', which starts at byte "
                + tensor.start()
                + " of the data");
      }
      covered = tensor.end();
    }
    if (covered != fileBytes - dataStart) {
      throw new ContainerException(
          file,
          Math.min(dataStart + covered, fileBytes),
          "the tensors end at byte "
              + covered
              + " of the data, which has "
              + (fileBytes - dataStart));
    }
  }

  /** The members of one tensor's entry while it is read. */
  private static final class Members {
    private @Nullable ElementType type;
    private @Nullable Shape shape;
    private @Nullable List<Long> offsets;

    void read(JsonReader json, String key) throws IOException {
      switch (key) {
        case "dtype" -> type = readType(json);
        case "shape" -> shape = readShape(json);
        case "data_offsets" -> {
          List<Long> read = new ArrayList<>();
          json.array(() -> read.add(json.wholeNumber()));
          offsets = read;
        }
        default -> throw json.problem("unknown member '" + key + "' of a tensor");
      }
    }

    private static ElementType readType(JsonReader json) throws IOException {
      String name = json.string();
      for (ElementType type : ElementType.values()) {
        if (type.name().equals(name)) {
          return type;
        }
      }
      throw json.problem(
          "dtype '" + name + "' is not one of " + Arrays.toString(ElementType.values()));
    }

    private static Shape readShape(JsonReader json) throws IOException {
      List<Integer> dimensions = new ArrayList<>();
      json.array(() -> {
        dimensions.add(json.size());
        if (dimensions.size() > MAX_RANK) {
          throw json.problem("a shape of more than " + MAX_RANK + " dimensions");
        }
      });
      try {
        return Shape.of(dimensions.stream().mapToInt(Integer::intValue).toArray());
      } catch (IllegalArgumentException e) {
        throw json.problem(String.valueOf(e.getMessage()));
      }
    }
  }
}
