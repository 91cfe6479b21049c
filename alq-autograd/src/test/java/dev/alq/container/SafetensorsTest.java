package dev.alq.container;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  private static final long SEED = 20_240_517L;

  @TempDir Path folder;

  @Test
  void everyElementTypeComesBackAsItWent() throws IOException {
    float[] floats = {1.5f, -0.0f, Float.MIN_VALUE, Float.NaN, Float.NEGATIVE_INFINITY, 7};
    int[] ints = {Integer.MIN_VALUE, -1, 0x01020304};
    long[] longs = {Long.MIN_VALUE, 0x0102030405060708L};
    double[] doubles = {Math.PI, -0.0};
    byte[] bytes = {0, 127, -128, -1, 5};
    Path file = folder.resolve("all");
    new SafetensorsWriter()
        .metadata("format", "test: \"ä\" / \u0001")
        .bytes("bytes", Shape.of(5), bytes)
        .floats("floats", Tensor.of(Shape.of(2, 3), floats))
        .ints("ints", Shape.of(3, 1), ints)
        .longs("longs", Shape.of(2), longs)
        .doubles("doubles", Shape.of(2), doubles)
        .floats("scalar", Tensor.of(Shape.of(), 3f))
        .floats("empty", Tensor.zeros(Shape.of(4, 0)))
        .write(file);

    try (SafetensorsFile read = SafetensorsFile.openVerified(file)) {
      assertEquals("test: \"ä\" / \u0001", read.metadata().get("format"));
      assertArrayEquals(floats, read.floats("floats").data());
      assertEquals(Shape.of(2, 3), read.floats("floats").shape());
      assertEquals(Shape.of(), read.floats("scalar").shape());
      assertEquals(Shape.of(4, 0), read.floats("empty").shape());
      assertArrayEquals(ints, read.ints("ints"));
      assertArrayEquals(longs, read.longs("longs"));
      assertArrayEquals(doubles, read.doubles("doubles"));
      assertArrayEquals(bytes, read.bytes("bytes"));
      assertEquals(Files.size(file), read.bytes());
      assertThrows(ContainerException.class, () -> read.floats("bytes"));
      assertThrows(ContainerException.class, () -> read.bytes("missing"));
    }
  }

  /** Bytes of the file are changed where they lie; the mapping sees it, the copy does not. */
  @Test
  void aCopyStaysAsItIs() throws IOException {
    Path file = folder.resolve("copied");
    float[] values = {1, 2, 3};
    new SafetensorsWriter().floats("values", Tensor.of(Shape.of(3), values)).write(file);
    try (SafetensorsFile mapped = SafetensorsFile.openVerified(file);
        SafetensorsFile copy = mapped.copy()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(new byte[12]), Files.size(file) - 12);
      }
      assertThrows(ContainerException.class, mapped::verify);
      copy.verify();
      assertArrayEquals(values, copy.floats("values").data());
      assertEquals(mapped.bytes(), copy.bytes());
    }
  }

  @Test
  void headerAndDataLieAsTheFormatSays() throws IOException {
    Path file = folder.resolve("layout");
    new SafetensorsWriter()
        .metadata("k", "v")
        .bytes("b", Shape.of(3), new byte[] {1, 2, 3})
        .floats("f", Tensor.of(Shape.of(1, 2), 1f, -2f))
        .write(file);

    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int headerBytes = (int) bytes.getLong();
    assertEquals(0, headerBytes % 8);
    byte[] header = new byte[headerBytes];
    bytes.get(header);
    String text = new String(header, StandardCharsets.UTF_8);
    assertEquals(
        "\",\"k\":\"v\"},"
            + "\"f\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}",
        text.substring(SafetensorsWriter.HASH_PREFIX.length() + Hashes.DIGITS).strip());
    assertEquals(1f, bytes.getFloat());
    assertEquals(-2f, bytes.getFloat());
    assertEquals(1, bytes.get());
    assertEquals(2, bytes.get());
    assertEquals(3, bytes.get());
    assertEquals(0, bytes.remaining());
  }

  @Test
  void equalContentGivesEqualBytesOfTheReportedSize() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int size : new int[] {0, 1, 16_383, 16_384, 16_385, 40_001}) {
      Tensor tensor = Tensor.zeros(Shape.of(size));
      for (int i = 0; i < size; i++) {
        tensor.data()[i] = (float) random.nextGaussian();
      }
      Path first = folder.resolve("first");
      Path second = folder.resolve("second");
      SafetensorsWriter writer = new SafetensorsWriter().floats("t", tensor);
      writer.write(first);
      new SafetensorsWriter().floats("t", tensor.copy()).write(second);
      assertEquals(-1, Files.mismatch(first, second), "seed " + SEED + ", size " + size);
      assertEquals(Files.size(first), writer.bytes());
      try (SafetensorsFile read = SafetensorsFile.openVerified(first)) {
        assertArrayEquals(tensor.data(), read.floats("t").data(), "seed " + SEED);
      }
    }
  }

  @Test
  void aForeignFileOpensButIsNotVerified() throws IOException {
    String header =
        "{\"w\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"__metadata__\":{\"who\":\"else\"}}   ";
    Path file = HostileFiles.write(folder.resolve("foreign"), header, new byte[] {1, 0, 0, 0});
    try (SafetensorsFile read = SafetensorsFile.open(file)) {
      assertArrayEquals(new int[] {1}, read.ints("w"));
      assertEquals(Map.of("who", "else"), read.metadata());
      assertEquals(List.of("w"), List.copyOf(read.tensors().keySet()));
    }
    assertThrows(ContainerException.class, () -> SafetensorsFile.openVerified(file));
  }

  @Test
  void aFolderIsNoContainer() {
    ContainerException refusal =
        assertThrows(ContainerException.class, () -> SafetensorsFile.open(folder));
    assertTrue(
        String.valueOf(refusal.getMessage()).startsWith(folder.toString()), refusal::toString);
  }

  @Test
  void namesAndShapesAreCheckedWhenAdded() {
    SafetensorsWriter writer = new SafetensorsWriter().bytes("a", Shape.of(1), new byte[1]);
    assertThrows(IllegalArgumentException.class, () -> writer.bytes("a", Shape.of(1), new byte[1]));
    assertThrows(
        IllegalArgumentException.class,
        () -> writer.bytes("__metadata__", Shape.of(), new byte[1]));
    assertThrows(IllegalArgumentException.class, () -> writer.metadata("sha256", "mine"));
    IllegalArgumentException wrongSize =
        assertThrows(
            IllegalArgumentException.class, () -> writer.ints("b", Shape.of(2, 2), new int[3]));
    assertTrue(String.valueOf(wrongSize.getMessage()).contains("[2, 2]"));
  }

  @Test
  void hashesAreThoseOfTheStandard() throws IOException {
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Hashes.sha256(file));
    assertEquals(
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        Hashes.sha256(Files.createFile(folder.resolve("empty"))));
  }
}
