package dev.alq.models.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the elements of a checkpoint's tensors lie. */
sealed interface TorchStorages extends AutoCloseable permits TorchZip, TorchLegacy {

  /**
   * Reads a part of a storage.
   *
   * @param storage which one
   * @param from the first byte
   * @param length how many bytes
   * @return the bytes
   * @throws IOException if the file does not hold that storage, or not all of it
   */
  ByteBuffer read(PickleValue.Storage storage, long from, int length) throws IOException;

  @Override
  void close() throws IOException;
}
