package dev.alq.models.exchange;

import dev.alq.models.exchange.PickleValue.Items;
import dev.alq.models.exchange.PickleValue.Storage;
import dev.alq.models.exchange.PickleValue.Text;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint in the format before PyTorch 1.6: pickles of a magic number, a version, the machine,
 * the tensors and the keys of their storages; then, in the order of the keys, each storage as the
 * number of its elements (64 bits) and the elements.
 */
final class TorchLegacy implements TorchStorages {

  /** The pickle of the number 0x1950a86a20f9469cfc6c. */
  private static final byte[] MAGIC = {
    (byte) 0x80,
    2,
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19,
    '.'
  };

  private final Path file;
  private final PickleValue root;
  private final Map<String, Long> places;

  private TorchLegacy(Path file, PickleValue root, Map<String, Long> places) {
    this.file = file;
    this.root = root;
    this.places = places;
  }

  static TorchLegacy open(Path file) throws IOException, PickleException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes((int) TorchZip.MAX_PICKLE_BYTES);
    }
    if (head.length < MAGIC.length
        || !Arrays.equals(head, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new CheckpointException(file, "a pickle, but not a checkpoint of PyTorch");
    }
    PickleInput in = new PickleInput(head);
    in.skip(MAGIC.length);
    Map<String, Storage> storages = new HashMap<>();
    Unpickler.read(in, storages); // version of the format
    Unpickler.read(in, storages); // the machine; PyTorch wrote little-endian everywhere
    PickleValue root = Unpickler.read(in, storages);
    if (Unpickler.read(in, storages) instanceof Items(ArrayList<PickleValue> keys)) {
      return new TorchLegacy(file, root, places(file, keys, storages, in.position()));
    }
    throw new CheckpointException(file, "lacks the list of its storages");
  }

  private static Map<String, Long> places(
      Path file, List<PickleValue> keys, Map<String, Storage> storages, long start)
      throws IOException {
    Map<String, Long> places = new HashMap<>();
    long place = start;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (PickleValue key : keys) {
        Storage storage = key instanceof Text(String text) ? storages.get(text) : null;
        if (storage == null) {
          throw new CheckpointException(file, "lists a storage that no tensor has");
        }
        long bytes = storage.element().bytes() * storage.count();
        if (place + Long.BYTES > channel.size()
            || bytes / storage.element().bytes() != storage.count()
            || bytes > channel.size() - place - Long.BYTES) {
          throw new CheckpointException(file, "is cut off in the storage " + name(storage));
        }
        long count = read(channel, place, Long.BYTES).getLong();
        if (count != storage.count()) {
          throw new CheckpointException(
              file, "the storage " + name(storage) + " has " + count + " elements");
        }
        places.put(storage.key(), place + Long.BYTES);
        place += Long.BYTES + bytes;
      }
    }
    return places;
  }

  /** What the pickle of the tensors holds. */
  PickleValue root() {
    return root;
  }

  @Override
  public ByteBuffer read(Storage storage, long from, int length) throws IOException {
    Long place = places.get(storage.key());
    if (place == null) {
      throw new CheckpointException(file, "lacks the storage " + name(storage));
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return read(channel, place + from, length);
    } catch (EOFException e) {
      throw new CheckpointException(file, "is cut off in the storage " + name(storage), e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException();
      }
    }
    return bytes.flip();
  }

  private static String name(Storage storage) {
    return "'" + PickleInput.printable(storage.key()) + "' of " + storage.count() + " elements";
  }

  /** Files are open only while they are read. */
  @Override
  public void close() {}
}
