package dev.alq.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes containers by hand, right or wrong. */
final class HostileFiles {

  private HostileFiles() {}

  static Path write(Path file, String header, byte[] data) throws IOException {
    return write(file, header.getBytes(StandardCharsets.UTF_8).length, header, data);
  }

  static Path write(Path file, long statedLength, String header, byte[] data) throws IOException {
    byte[] utf8 = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + utf8.length + data.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN).putLong(statedLength).put(utf8).put(data);
    return Files.write(file, bytes.array());
  }
}
