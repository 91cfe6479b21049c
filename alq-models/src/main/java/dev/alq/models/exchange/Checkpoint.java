package dev.alq.models.exchange;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;

/**
 * Named tensors in a file that another program wrote. Opening reads names and shapes; elements are
 * read when they are asked for, so memory does not grow with what a file claims to hold.
 */
public sealed interface Checkpoint extends AutoCloseable
    permits TorchCheckpoint, SafetensorsCheckpoint {

  /** Where the JSON of a safetensors file begins, behind its length. */
  int SAFETENSORS_JSON = Long.BYTES;

  /**
   * Opens a file: a PyTorch checkpoint in the zip format or the one before it, else safetensors.
   *
   * @param file the file; its content decides what it is, not its name
   * @return the opened file, to be closed by the caller
   * @throws IOException if the file cannot be read, is damaged or is none of these
   */
  static Checkpoint open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CheckpointException(file, "no such file");
    }
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(SAFETENSORS_JSON + 1);
    }
    // The length in front of safetensors' JSON may begin like anything else, so it comes first.
    if (start.length > SAFETENSORS_JSON && start[SAFETENSORS_JSON] == '{') {
      return new SafetensorsCheckpoint(file);
    }
    if (start.length >= 4 && start[0] == 'P' && start[1] == 'K' && start[2] == 3 && start[3] == 4) {
      return TorchCheckpoint.zip(file);
    }
    if (start.length >= 2 && start[0] == (byte) 0x80 && start[1] <= Unpickler.NEWEST_PROTOCOL) {
      return TorchCheckpoint.legacy(file);
    }
    throw new CheckpointException(file, "is no checkpoint of PyTorch and no safetensors file");
  }

  /**
   * What the file holds.
   *
   * @return shapes by name in the order of the file, with the axes as the file has them;
   *     unmodifiable
   */
  SequencedMap<String, Shape> shapes();

  /**
   * Reads a tensor.
   *
   * @param name one of the names in {@link #shapes()}
   * @return a new tensor, its elements converted to float32
   * @throws IOException if there is no such tensor or its elements are not all there
   */
  Tensor read(String name) throws IOException;

  @Override
  void close() throws IOException;
}
