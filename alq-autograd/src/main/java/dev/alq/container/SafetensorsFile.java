package dev.alq.container;

import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A container mapped into memory, or a copy of one. It is checked when it is opened: the header is
 * well-formed and the tensors cover the data exactly. May be used by several threads; closing it
 * ends the mapping.
 */
public final class SafetensorsFile implements AutoCloseable {

  /** The metadata key under which {@link SafetensorsWriter} states the hash of the file. */
  public static final String HASH_KEY = "sha256";

  private static final ValueLayout.OfLong LENGTH =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final Arena arena;
  private final MemorySegment file;
  private final long dataStart;
  private final SafetensorsHeader header;

  /** Where the bytes come from. */
  @FunctionalInterface
  private interface Content {
    MemorySegment in(Arena arena) throws IOException;
  }

  private SafetensorsFile(Path path, Arena arena, MemorySegment file) throws IOException {
    this.path = path;
    this.arena = arena;
    this.file = file;
    int headerBytes = checkedHeaderBytes();
    dataStart = (long) SafetensorsHeader.LENGTH_BYTES + headerBytes;
    byte[] utf8 =
        file.asSlice(SafetensorsHeader.LENGTH_BYTES, headerBytes).toArray(ValueLayout.JAVA_BYTE);
    header = SafetensorsHeader.parse(path, utf8);
    header.checkCoverage(path, dataStart, file.byteSize());
  }

  /**
   * Opens a container of any origin. The elements themselves are not looked at.
   *
   * @param path the file
   * @return the opened container, to be closed by the caller
   * @throws ContainerException if the file is not a well-formed container
   * @throws IOException if the file cannot be read
   */
  public static SafetensorsFile open(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new ContainerException(path, 0, "a folder or a device, not a file");
    }
    return open(
        path,
        arena -> {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
          }
        });
  }

  private static SafetensorsFile open(Path path, Content content) throws IOException {
    Arena arena = Arena.ofShared();
    boolean opened = false;
    try {
      SafetensorsFile file = new SafetensorsFile(path, arena, content.in(arena));
      opened = true;
      return file;
    } finally {
      if (!opened) {
        arena.close();
      }
    }
  }

  /**
   * Opens a container that {@link SafetensorsWriter} wrote and checks that every byte of it is as
   * written.
   *
   * @param path the file
   * @return the opened container, to be closed by the caller
   * @throws ContainerException if the file is not a well-formed container, has no hash, or its hash
   *     is not that of its bytes
   * @throws IOException if the file cannot be read
   */
  public static SafetensorsFile openVerified(Path path) throws IOException {
    SafetensorsFile file = open(path);
    boolean verified = false;
    try {
      file.verify();
      verified = true;
      return file;
    } finally {
      if (!verified) {
        file.close();
      }
    }
  }

  /**
   * The file.
   *
   * @return the path it was opened by
   */
  public Path path() {
    return path;
  }

  /**
   * The size of the whole file.
   *
   * @return bytes, header included
   */
  public long bytes() {
    return file.byteSize();
  }

  /**
   * The texts of the header.
   *
   * @return an unmodifiable map in the order of the file; empty if the file has none
   */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /**
   * What the header says about the tensors.
   *
   * @return an unmodifiable map by name, in the order of the header
   */
  public Map<String, TensorInfo> tensors() {
    return header.tensors();
  }

  /**
   * What the header says about one tensor.
   *
   * @param name its name
   * @return its type, shape and place
   * @throws ContainerException if there is no such tensor
   */
  public TensorInfo info(String name) throws ContainerException {
    TensorInfo info = header.tensors().get(name);
    if (info == null) {
      throw problem(name, "there is no such tensor");
    }
    return info;
  }

  /**
   * Copies a tensor of floats.
   *
   * @param name its name
   * @return a new tensor
   * @throws ContainerException if there is no such tensor or its elements are not {@code F32}
   */
  public Tensor floats(String name) throws ContainerException {
    TensorInfo info = info(name, ElementType.F32);
    Tensor tensor = Tensor.zeros(info.shape());
    copy(info, MemorySegment.ofArray(tensor.data()));
    return tensor;
  }

  /**
   * Copies a tensor of whole numbers.
   *
   * @param name its name
   * @return a new array, row-major
   * @throws ContainerException if there is no such tensor or its elements are not {@code I32}
   */
  public int[] ints(String name) throws ContainerException {
    TensorInfo info = info(name, ElementType.I32);
    int[] values = new int[info.shape().size()];
    copy(info, MemorySegment.ofArray(values));
    return values;
  }

  /**
   * Copies a tensor of long whole numbers.
   *
   * @param name its name
   * @return a new array, row-major
   * @throws ContainerException if there is no such tensor or its elements are not {@code I64}
   */
  public long[] longs(String name) throws ContainerException {
    TensorInfo info = info(name, ElementType.I64);
    long[] values = new long[info.shape().size()];
    copy(info, MemorySegment.ofArray(values));
    return values;
  }

  /**
   * Copies a tensor of double-precision numbers.
   *
   * @param name its name
   * @return a new array, row-major
   * @throws ContainerException if there is no such tensor or its elements are not {@code F64}
   */
  public double[] doubles(String name) throws ContainerException {
    TensorInfo info = info(name, ElementType.F64);
    double[] values = new double[info.shape().size()];
    copy(info, MemorySegment.ofArray(values));
    return values;
  }

  /**
   * Copies a tensor of floats of 16 bits; each becomes the float of 32 bits that equals it.
   *
   * @param name its name
   * @return a new tensor
   * @throws ContainerException if there is no such tensor or its elements are neither {@code F16}
   *     nor {@code BF16}
   */
  public Tensor widened(String name) throws ContainerException {
    boolean brain = info(name).type() == ElementType.BF16;
    TensorInfo info = info(name, brain ? ElementType.BF16 : ElementType.F16);
    short[] halves = new short[info.shape().size()];
    copy(info, MemorySegment.ofArray(halves));
    Tensor tensor = Tensor.zeros(info.shape());
    for (int i = 0; i < halves.length; i++) {
      tensor.data()[i] =
          brain ? Float.intBitsToFloat(halves[i] << Short.SIZE) : Float.float16ToFloat(halves[i]);
    }
    return tensor;
  }

  /**
   * Copies a tensor of bytes.
   *
   * @param name its name
   * @return a new array, row-major; each byte is to be read as 0 … 255
   * @throws ContainerException if there is no such tensor or its elements are not {@code U8}
   */
  public byte[] bytes(String name) throws ContainerException {
    TensorInfo info = info(name, ElementType.U8);
    byte[] values = new byte[info.shape().size()];
    copy(info, MemorySegment.ofArray(values));
    return values;
  }

  /**
   * An exception that points at a tensor.
   *
   * @param name the tensor's name; the file's start is named if there is no such tensor
   * @param text what is wrong with it
   * @return the exception, for the caller to throw
   */
  public ContainerException problem(String name, String text) {
    TensorInfo info = header.tensors().get(name);
    return new ContainerException(
        path, info == null ? 0 : dataStart + info.start(), "tensor '" + name + "': " + text);
  }

  /**
   * Checks that every byte of the file is as {@link SafetensorsWriter} wrote it.
   *
   * @throws ContainerException if the file has no hash or its hash is not that of its bytes
   */
  public void verify() throws ContainerException {
    byte[] prefix = SafetensorsWriter.HASH_PREFIX.getBytes(StandardCharsets.UTF_8);
    long hashStart = SafetensorsHeader.LENGTH_BYTES + (long) prefix.length;
    long hashEnd = hashStart + Hashes.DIGITS;
    if (dataStart < hashEnd
        || file.asSlice(SafetensorsHeader.LENGTH_BYTES, prefix.length)
                .mismatch(MemorySegment.ofArray(prefix))
            != -1) {
      throw new ContainerException(
          path,
          SafetensorsHeader.LENGTH_BYTES,
          "the header does not start with " + SafetensorsWriter.HASH_PREFIX);
    }
    String stated =
        new String(
            file.asSlice(hashStart, Hashes.DIGITS).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.ISO_8859_1);
    String actual =
        Hashes.sha256(
            file.asSlice(0, hashStart),
            MemorySegment.ofArray(
                SafetensorsWriter.BLANK_HASH.getBytes(StandardCharsets.ISO_8859_1)),
            file.asSlice(hashEnd));
    if (!stated.equals(actual)) {
      throw new ContainerException(
          path, hashStart, "the bytes have the hash " + actual + " but the file says " + stated);
    }
  }

  /**
   * Copies all bytes into memory outside the heap. What happens to the file from then on does not
   * matter to the copy; what happened since this container was opened is noticed by {@link #verify}
   * of the copy. If the file has become shorter since then, this container's bytes are not there
   * any more: the virtual machine then throws an {@link InternalError}, here as in every method
   * that reads elements.
   *
   * @return the copy, checked like a file that is opened, to be closed by the caller
   * @throws IOException if the bytes are not a well-formed container any more
   */
  public SafetensorsFile copy() throws IOException {
    return open(path, target -> target.allocate(file.byteSize()).copyFrom(file));
  }

  /** Ends the mapping, or frees the copy. */
  @Override
  public void close() {
    arena.close();
  }

  private int checkedHeaderBytes() throws ContainerException {
    long bytes = file.byteSize();
    if (bytes < SafetensorsHeader.LENGTH_BYTES) {
      throw new ContainerException(path, bytes, "the file ends within the header's length");
    }
    long headerBytes = file.get(LENGTH, 0);
    if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
      throw new ContainerException(
          path, 0, "a header of " + Long.toUnsignedString(headerBytes) + " bytes is too long");
    }
    if (headerBytes > bytes - SafetensorsHeader.LENGTH_BYTES) {
      throw new ContainerException(
          path, bytes, "the file ends within its header of " + headerBytes + " bytes");
    }
    return (int) headerBytes;
  }

  private TensorInfo info(String name, ElementType type) throws ContainerException {
    TensorInfo info = info(name);
    if (info.type() != type) {
      throw problem(name, "its elements are " + info.type() + ", not " + type);
    }
    return info;
  }

  private void copy(TensorInfo info, MemorySegment target) {
    ElementType type = info.type();
    MemorySegment.copy(
        file,
        type.fileLayout(),
        dataStart + info.start(),
        target,
        type.heapLayout(),
        0,
        info.shape().size());
  }
}
