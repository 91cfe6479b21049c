package dev.alq.container;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * Collects tensors and texts and writes them as one container. What is added the same way is
 * written as the same bytes.
 *
 * <p>The header starts with {@value #HASH_PREFIX}, followed by the SHA-256 of the whole file in
 * which the 64 digits of that hash are zeros. Spaces fill the header to a multiple of 8 bytes, and
 * tensors with larger elements come first, otherwise in the order in which they were added: so
 * every element lies at a multiple of its size.
 */
public final class SafetensorsWriter {

  /** How every header begins; the hash's digits follow. */
  public static final String HASH_PREFIX = "{\"__metadata__\":{\"sha256\":\"";

  static final String BLANK_HASH = "0".repeat(Hashes.DIGITS);

  private static final int CHUNK_BYTES = 1 << 16;

  /** A tensor to be written: elements in the machine's byte order. */
  private record Source(String name, ElementType type, Shape shape, MemorySegment elements) {}

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Source> sources = new LinkedHashMap<>();

  /** Creates a writer of a container without tensors. */
  public SafetensorsWriter() {
    metadata.put(SafetensorsFile.HASH_KEY, BLANK_HASH);
  }

  /**
   * Adds a text to the header.
   *
   * @param key its name, not {@code sha256}
   * @param value the text
   * @return this writer
   * @throws IllegalArgumentException if the key is taken
   */
  public SafetensorsWriter metadata(String key, String value) {
    if (metadata.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("metadata '" + key + "' is there already");
    }
    return this;
  }

  /**
   * Adds a tensor of floats.
   *
   * @param name its name
   * @param tensor its shape and elements; not copied: must stay as it is until all is written
   * @return this writer
   * @throws IllegalArgumentException if the name is taken
   */
  public SafetensorsWriter floats(String name, Tensor tensor) {
    return add(name, ElementType.F32, tensor.shape(), MemorySegment.ofArray(tensor.data()));
  }

  /**
   * Adds a tensor of whole numbers.
   *
   * @param name its name
   * @param shape its extents
   * @param values row-major elements; not copied: must stay as they are until all is written
   * @return this writer
   * @throws IllegalArgumentException if the name is taken or the shape has another size
   */
  public SafetensorsWriter ints(String name, Shape shape, int[] values) {
    return add(name, ElementType.I32, shape, MemorySegment.ofArray(values));
  }

  /**
   * Adds a tensor of long whole numbers.
   *
   * @param name its name
   * @param shape its extents
   * @param values row-major elements; not copied: must stay as they are until all is written
   * @return this writer
   * @throws IllegalArgumentException if the name is taken or the shape has another size
   */
  public SafetensorsWriter longs(String name, Shape shape, long[] values) {
    return add(name, ElementType.I64, shape, MemorySegment.ofArray(values));
  }

  /**
   * Adds a tensor of double-precision numbers.
   *
   * @param name its name
   * @param shape its extents
   * @param values row-major elements; not copied: must stay as they are until all is written
   * @return this writer
   * @throws IllegalArgumentException if the name is taken or the shape has another size
   */
  public SafetensorsWriter doubles(String name, Shape shape, double[] values) {
    return add(name, ElementType.F64, shape, MemorySegment.ofArray(values));
  }

  /**
   * Adds a tensor of bytes.
   *
   * @param name its name
   * @param shape its extents
   * @param values row-major elements; not copied: must stay as they are until all is written
   * @return this writer
   * @throws IllegalArgumentException if the name is taken or the shape has another size
   */
  public SafetensorsWriter bytes(String name, Shape shape, byte[] values) {
    return add(name, ElementType.U8, shape, MemorySegment.ofArray(values));
  }

  /**
   * The size of the file that {@link #write} would write.
   *
   * @return bytes, header included
   * @throws IllegalStateException if the header is longer than the format allows
   */
  public long bytes() {
    List<Source> ordered = ordered();
    long bytes = (long) SafetensorsHeader.LENGTH_BYTES + header(ordered).length;
    for (Source source : ordered) {
      bytes += source.elements.byteSize();
    }
    return bytes;
  }

  /**
   * Writes the container; see {@link AtomicFiles#write(Path, AtomicFiles.Content)} for what happens
   * if that fails.
   *
   * @param target the file to create or replace
   * @throws IOException if the file cannot be written
   * @throws IllegalStateException if the header is longer than the format allows
   */
  public void write(Path target) throws IOException {
    List<Source> ordered = ordered();
    byte[] header = header(ordered);
    AtomicFiles.write(target, channel -> write(channel, header, ordered));
  }

  private SafetensorsWriter add(
      String name, ElementType type, Shape shape, MemorySegment elements) {
    if ((long) shape.size() * type.bytes() != elements.byteSize()) {
      throw new IllegalArgumentException(
          "tensor '"
              + name
              + "' of shape "
              + shape
              + " cannot have "
              + elements.byteSize() / type.bytes()
              + " elements");
    }
    if (name.equals(SafetensorsHeader.METADATA)
        || sources.putIfAbsent(name, new Source(name, type, shape, elements)) != null) {
      throw new IllegalArgumentException("the name '" + name + "' is taken");
    }
    return this;
  }

  private List<Source> ordered() {
    List<Source> ordered = new ArrayList<>(sources.values());
    ordered.sort(Comparator.comparingInt(source -> -source.type.bytes()));
    return ordered;
  }

  private byte[] header(List<Source> ordered) {
    byte[] json = Json.write(generator -> writeHeader(generator, ordered));
    int padded = (json.length + 7) / 8 * 8;
    if (padded > SafetensorsHeader.MAX_BYTES) {
      throw new IllegalStateException("a header of " + padded + " bytes is too long");
    }
    byte[] header = Arrays.copyOf(json, padded);
    Arrays.fill(header, json.length, padded, (byte) ' ');
    return header;
  }

  private void writeHeader(JsonGenerator json, List<Source> ordered) {
    json.writeStartObject();
    json.writeObjectPropertyStart(SafetensorsHeader.METADATA);
    metadata.forEach(json::writeStringProperty);
    json.writeEndObject();
    long start = 0;
    for (Source source : ordered) {
      long end = start + source.elements.byteSize();
      json.writeObjectPropertyStart(source.name);
      json.writeStringProperty("dtype", source.type.name());
      json.writeArrayPropertyStart("shape");
      for (int extent : source.shape.toArray()) {
        json.writeNumber(extent);
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("data_offsets");
      json.writeNumber(start);
      json.writeNumber(end);
      json.writeEndArray();
      json.writeEndObject();
      start = end;
    }
    json.writeEndObject();
  }

  private static void write(FileChannel channel, byte[] header, List<Source> ordered)
      throws IOException {
    MessageDigest digest = Hashes.newDigest();
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(header.length);
    drain(buffer, channel, digest);
    copy(MemorySegment.ofArray(header), ElementType.U8, buffer, channel, digest);
    for (Source source : ordered) {
      copy(source.elements, source.type, buffer, channel, digest);
    }
    buffer.put(Hashes.hex(digest).getBytes(StandardCharsets.ISO_8859_1)).flip();
    long position = SafetensorsHeader.LENGTH_BYTES + (long) HASH_PREFIX.length();
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  private static void copy(
      MemorySegment elements,
      ElementType type,
      ByteBuffer buffer,
      FileChannel channel,
      MessageDigest digest)
      throws IOException {
    MemorySegment chunk = MemorySegment.ofBuffer(buffer);
    for (long from = 0; from < elements.byteSize(); from += CHUNK_BYTES) {
      long bytes = Math.min(CHUNK_BYTES, elements.byteSize() - from);
      MemorySegment.copy(
          elements, type.heapLayout(), from, chunk, type.fileLayout(), 0, bytes / type.bytes());
      buffer.position((int) bytes);
      drain(buffer, channel, digest);
    }
  }

  private static void drain(ByteBuffer buffer, FileChannel channel, MessageDigest digest)
      throws IOException {
    buffer.flip();
    digest.update(buffer.duplicate());
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }
}
