package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureCacheTest {

  private static final PictureDecoding DECODING = new PictureDecoding(20, 3);
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z"));

  @TempDir Path folder;
  private Path source;
  private PictureCache cache;
  private Path entry;

  @BeforeEach
  void writeSource() throws IOException {
    source = folder.resolve("class/a.png");
    cache = new PictureCache(folder.resolve("cache"), DECODING);
    entry = cache.place(source);
    write(1);
  }

  /** Pictures of equal size, so that file sizes say nothing: an uncompressed format. */
  private void write(long seed) throws IOException {
    byte[] bytes = PictureFiles.encoded(PictureFiles.random(11, 7, seed), "bmp");
    PictureFiles.write(source, bytes);
    Files.setLastModifiedTime(source, LONG_AGO);
  }

  private void assertPicture(long seed) throws IOException {
    Picture picture = cache.picture(source);
    assertEquals(11, picture.height());
    assertEquals(7, picture.width());
    byte[] expected = new byte[11 * 7 * 3];
    for (int p = 0; p < 77; p++) {
      int rgb = PictureFiles.random(11, 7, seed).getRGB(p % 7, p / 7);
      expected[3 * p] = (byte) (rgb >> 16);
      expected[3 * p + 1] = (byte) (rgb >> 8);
      expected[3 * p + 2] = (byte) rgb;
    }
    assertArrayEquals(expected, picture.levels());
  }

  @Test
  void aPictureComesFromItsEntryAsLongAsSizeAndTimeAgree() throws IOException {
    assertPicture(1);
    assertTrue(Files.exists(entry));
    write(2); // cannot be seen: same size and, as claimed, same time
    assertPicture(1);
  }

  @Test
  void anotherTimeOrSizeMakesTheContentDecide() throws IOException {
    assertPicture(1);
    write(2);
    Files.setLastModifiedTime(source, FileTime.from(LONG_AGO.toInstant().plusNanos(1_000_000)));
    assertPicture(2);
    byte[] larger = PictureFiles.encoded(PictureFiles.random(11, 7, 3), "png");
    Files.write(source, larger);
    Files.setLastModifiedTime(source, FileTime.from(LONG_AGO.toInstant().plusNanos(1_000_000)));
    assertPicture(3);
  }

  @Test
  void aTouchedFileKeepsItsEntry() throws IOException {
    assertPicture(1);
    FileTime touched = FileTime.from(LONG_AGO.toInstant().plusSeconds(60));
    Files.setLastModifiedTime(source, touched);
    assertPicture(1);
    CacheEntry refreshed = CacheEntry.read(entry);
    assertEquals(touched, refreshed == null ? null : refreshed.modified());
  }

  @Test
  void aFileThatWasFreshIsNotBelieved() throws IOException {
    FileTime now = FileTime.from(Instant.now());
    Files.setLastModifiedTime(source, now);
    assertPicture(1);
    write(2);
    Files.setLastModifiedTime(source, now);
    assertPicture(2);
  }

  @Test
  void damagedEntriesCountAsMissing() throws IOException {
    assertPicture(1);
    byte[] good = Files.readAllBytes(entry);
    for (int at = 0; at < good.length; at += at < 80 ? 1 : 37) {
      byte[] bad = good.clone();
      bad[at] ^= 1;
      Files.write(entry, bad);
      assertEquals(null, CacheEntry.read(entry), "byte " + at);
    }
    for (int length : new int[] {0, 10, 71, 72, good.length - 1}) {
      Files.write(entry, Arrays.copyOf(good, length));
      assertEquals(null, CacheEntry.read(entry), "length " + length);
      assertPicture(1);
      assertArrayEquals(good, Files.readAllBytes(entry));
    }
  }

  @Test
  void anEntryThatHasJustBeenDeletedIsNotBelieved() throws IOException {
    assertPicture(1);
    CacheEntry read = Objects.requireNonNull(CacheEntry.read(entry));
    BasicFileAttributes attributes = Files.readAttributes(source, BasicFileAttributes.class);
    assertTrue(PictureCache.isBelieved(read, entry, attributes));
    Files.delete(entry);
    assertFalse(PictureCache.isBelieved(read, entry, attributes));
  }

  @Test
  void howItIsDecodedBelongsToTheName() {
    assertFalse(
        entry.equals(
            new PictureCache(folder.resolve("cache"), new PictureDecoding(21, 3)).place(source)));
    assertFalse(
        entry.equals(
            new PictureCache(folder.resolve("cache"), new PictureDecoding(20, 1)).place(source)));
  }

  @Test
  void withoutAPlaceToWriteThePictureIsDecoded() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file where the folder should be");
    assertPicture(1);
    assertPicture(1);
  }

  @Test
  void nothingIsLeftBehindButTheEntry() throws IOException {
    assertPicture(1);
    assertThrows(DataFileException.class, () -> cache.picture(folder.resolve("none.png")));
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      assertEquals(1, files.filter(Files::isRegularFile).count());
    }
  }
}
