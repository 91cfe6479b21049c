package dev.alq.models.exchange;

import dev.alq.container.ContainerException;
import dev.alq.container.SafetensorsFile;
import dev.alq.container.TensorInfo;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Tensors in a safetensors file, floats and whole numbers. */
final class SafetensorsCheckpoint implements Checkpoint {

  private static final String OWN = "alq-";

  private final SafetensorsFile file;
  private final SequencedMap<String, Shape> shapes;

  SafetensorsCheckpoint(Path path) throws IOException {
    this.file = opened(path);
    String format = file.metadata().getOrDefault("format", "");
    if (format.startsWith(OWN)) {
      file.close();
      throw new CheckpointException(
          path, "holds '" + format + "', not a checkpoint in PyTorch's layout");
    }
    SequencedMap<String, Shape> read = new LinkedHashMap<>();
    file.tensors().forEach((name, info) -> read.put(name, info.shape()));
    this.shapes = Collections.unmodifiableSequencedMap(read);
  }

  private static SafetensorsFile opened(Path path) throws IOException {
    try {
      return SafetensorsFile.open(path);
    } catch (ContainerException e) {
      String fault = String.valueOf(e.getMessage()).replace(path + ": ", "");
      throw new CheckpointException(path, fault, e);
    }
  }

  @Override
  public SequencedMap<String, Shape> shapes() {
    return shapes;
  }

  @Override
  public Tensor read(String name) throws IOException {
    TensorInfo info = file.info(name);
    Tensor tensor = Tensor.zeros(info.shape());
    float[] target = tensor.data();
    switch (info.type()) {
      case F32 -> tensor.copyFrom(file.floats(name));
      case F16, BF16 -> tensor.copyFrom(file.widened(name));
      case F64 -> {
        double[] values = file.doubles(name);
        for (int i = 0; i < target.length; i++) {
          target[i] = (float) values[i];
        }
      }
      case I32 -> {
        int[] values = file.ints(name);
        for (int i = 0; i < target.length; i++) {
          target[i] = values[i];
        }
      }
      case I64 -> {
        long[] values = file.longs(name);
        for (int i = 0; i < target.length; i++) {
          target[i] = values[i];
        }
      }
      case U8 -> {
        byte[] values = file.bytes(name);
        for (int i = 0; i < target.length; i++) {
          target[i] = Byte.toUnsignedInt(values[i]);
        }
      }
    }
    return tensor;
  }

  @Override
  public void close() {
    file.close();
  }
}
