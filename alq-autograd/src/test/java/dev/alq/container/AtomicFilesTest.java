package dev.alq.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void aFileIsCreatedAndReplaced() throws IOException {
    Path target = folder.resolve("file");
    for (String text : List.of("first, and longer", "second")) {
      AtomicFiles.write(target, channel -> channel.write(utf8(text)));
      assertEquals(text, Files.readString(target));
      assertEquals(List.of(target), files());
    }
  }

  @Test
  void aFailureKeepsTheOldFileAndLeavesNoOther() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old");
    IOException failure = new IOException("the disk is full");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFiles.write(
                    target,
                    channel -> {
                      channel.write(utf8("half of the n"));
                      throw failure;
                    }));
    assertSame(failure, thrown);
    assertEquals("old", Files.readString(target));
    assertEquals(List.of(target), files());

    assertThrows(
        IllegalStateException.class,
        () ->
            AtomicFiles.write(
                target,
                channel -> {
                  throw new IllegalStateException();
                }));
    assertEquals(List.of(target), files());
  }

  @Test
  void theOldFileIsSeenUntilTheNewOneIsComplete() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old");
    AtomicFiles.write(
        target,
        channel -> {
          channel.write(utf8("new"));
          assertEquals("old", Files.readString(target));
        });
    assertEquals("new", Files.readString(target));
  }

  @Test
  void bytesReplaceAFile() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "a longer text than the new one");
    AtomicFiles.write(target, "new".getBytes(StandardCharsets.UTF_8));
    assertEquals("new", Files.readString(target));
    assertEquals(List.of(target), files());
  }

  @Test
  void aTargetThatCannotBeReplacedLeavesNothingBehind() throws IOException {
    Path target = Files.createDirectories(folder.resolve("taken"));
    Files.createFile(target.resolve("child"));
    assertThrows(
        IOException.class, () -> AtomicFiles.write(target, channel -> channel.write(utf8("x"))));
    assertEquals(List.of(target), files());
    assertThrows(
        IOException.class,
        () -> AtomicFiles.write(folder.resolve("no/such/folder"), channel -> {}));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
