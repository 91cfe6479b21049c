package dev.alq.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsCorruptionTest {

  private static final byte[] EIGHT_BYTES = new byte[8];

  @TempDir Path folder;

  /** A header in front of eight bytes of data, and a word of the message that refuses it. */
  record Hostile(String header, String word) {
    static Hostile tensor(String dtype, String shape, String offsets, String word) {
      return new Hostile("{" + entry("a", dtype, shape, offsets) + "}", word);
    }

    static Hostile tensors(String first, String second, String word) {
      return new Hostile(
          "{" + entry("a", "U8", "[4]", first) + "," + entry("b", "U8", "[4]", second) + "}", word);
    }

    private static String entry(String name, String dtype, String shape, String offsets) {
      return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
          .formatted(name, dtype, shape, offsets);
    }
  }

  static List<Hostile> hostileHeaders() {
    return List.of(
        new Hostile("", "not a JSON object"),
        new Hostile("[]", "not a JSON object"),
        new Hostile(" {}", "not a JSON object"),
        new Hostile("{", "header"),
        new Hostile("{}", "the tensors end at byte 0"),
        new Hostile("{}{}", "expected the end"),
        new Hostile("{\"a\":5}", "expected an object"),
        new Hostile("{\"a\":{}}", "lacks one of"),
        new Hostile("{\"a\":{\"dtype\":\"U8\",\"shape\":[8]}}", "lacks one of"),
        new Hostile("{\"a\":{\"color\":\"red\"}}", "unknown member"),
        new Hostile("{\"__metadata__\":{\"a\":1}}", "expected a text"),
        new Hostile("{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}", "uplicate"),
        new Hostile("{\"a\":" + "[".repeat(100_000), "expected an object"),
        new Hostile(
            "{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,8],\"shape\":" + "[".repeat(5_000),
            "expected a whole number"),
        Hostile.tensor("F33", "[2]", "[0,8]", "F33"),
        Hostile.tensor("f32", "[2]", "[0,8]", "f32"),
        Hostile.tensor("F8_E4M3", "[8]", "[0,8]", "F8_E4M3"),
        Hostile.tensor("U8", "[7]", "[0,8]", "needs 7 bytes"),
        Hostile.tensor("F32", "[3]", "[0,8]", "needs 12 bytes"),
        Hostile.tensor("F32", "[-2]", "[0,8]", "-2"),
        Hostile.tensor("F32", "[-1,-2]", "[0,8]", "-1"),
        Hostile.tensor("F32", "[2.0]", "[0,8]", "whole number"),
        Hostile.tensor("F32", "\"2\"", "[0,8]", "array"),
        Hostile.tensor("U8", "[2147483648]", "[0,8]", "not a size"),
        Hostile.tensor("U8", "[99999999999999999999]", "[0,8]", "header"),
        Hostile.tensor("F64", "[65536,65536]", "[0,8]", "more elements"),
        Hostile.tensor("F32", "[2147483647,2147483647,4]", "[0,8]", "more elements"),
        Hostile.tensor("U8", "[" + "1,".repeat(40) + "8]", "[0,8]", "dimensions"),
        Hostile.tensor("U8", "[8]", "[0]", "1 data_offsets"),
        Hostile.tensor("U8", "[8]", "[0,8,8]", "3 data_offsets"),
        Hostile.tensor("U8", "[8]", "[8,0]", "offsets"),
        Hostile.tensor("U8", "[8]", "[-8,0]", "offsets"),
        Hostile.tensor("U8", "[8]", "[1,9]", "hole"),
        Hostile.tensor("U8", "[9]", "[0,9]", "which has 8"),
        Hostile.tensor("U8", "[6]", "[0,6]", "which has 8"),
        Hostile.tensor("U8", "[8]", "[9223372036854775800,9223372036854775807]", "offsets"),
        Hostile.tensors("[0,4]", "[3,7]", "overlap"),
        Hostile.tensors("[0,4]", "[0,4]", "overlap"),
        Hostile.tensors("[4,8]", "[5,9]", "hole"),
        new Hostile(
            "{\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
                + "\"a\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}",
            "uplicate"));
  }

  @ParameterizedTest
  @MethodSource("hostileHeaders")
  void aHostileHeaderIsRefusedWithFileAndOffset(Hostile hostile) throws IOException {
    Path file = HostileFiles.write(folder.resolve("hostile"), hostile.header(), EIGHT_BYTES);
    ContainerException e = assertThrows(ContainerException.class, () -> SafetensorsFile.open(file));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file + ": byte "), message);
    assertTrue(message.contains(hostile.word()), message);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 11, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE, -1})
  void aWrongHeaderLengthIsRefused(long stated) throws IOException {
    Path file = HostileFiles.write(folder.resolve("length"), stated, "{}", EIGHT_BYTES);
    assertThrows(ContainerException.class, () -> SafetensorsFile.open(file));
  }

  @Test
  void everyTruncationEveryFlippedBitAndEveryExtraByteIsRefused() throws IOException {
    Path file = folder.resolve("whole");
    new SafetensorsWriter()
        .metadata("format", "test")
        .floats("f", Tensor.of(Shape.of(3), 1f, 2f, 3f))
        .bytes("b", Shape.of(3), new byte[] {1, 2, 3})
        .write(file);
    byte[] whole = Files.readAllBytes(file);
    Path corrupted = folder.resolve("corrupted");
    for (int length = 0; length < whole.length; length++) {
      Files.write(corrupted, Arrays.copyOf(whole, length));
      assertThrows(
          ContainerException.class, () -> SafetensorsFile.open(corrupted), "length " + length);
    }
    for (int bit = 0; bit < 8 * whole.length; bit += 7) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(corrupted, flipped);
      assertThrows(
          ContainerException.class, () -> SafetensorsFile.openVerified(corrupted), "bit " + bit);
    }
    Files.write(corrupted, Arrays.copyOf(whole, whole.length + 1));
    assertThrows(ContainerException.class, () -> SafetensorsFile.open(corrupted));
    assertEquals(-1, Files.mismatch(file, Files.write(corrupted, whole)));
  }
}
