package dev.alq.data;

import dev.alq.dataset.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps decoded pictures in files of their own, named after the SHA-256 of the source's path and of
 * how it is decoded. An entry that is damaged counts as missing. If the cache cannot be written,
 * pictures are decoded as if there were none, with one warning.
 *
 * <p>An entry is believed as long as its source has the size and the time of modification that it
 * had. Some file systems count time in steps of up to two seconds, in which a file may change
 * twice; so if source and entry are that close, and also if the time differs, the source's SHA-256
 * decides.
 */
final class PictureCache implements PictureStore {

  private static final Logger LOG = LoggerFactory.getLogger(PictureCache.class);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int FAN_OUT_DIGITS = 2;

  private final Path folder;
  private final PictureDecoding decoding;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Uses a folder.
   *
   * @param folder where entries lie, shared with other data sets if need be; made when it is needed
   * @param decoding decodes what is missing
   */
  PictureCache(Path folder, PictureDecoding decoding) {
    this.folder = folder;
    this.decoding = decoding;
  }

  @Override
  public Picture picture(Path file) throws IOException {
    BasicFileAttributes source = attributes(file);
    Path place = place(file);
    CacheEntry entry = CacheEntry.read(place);
    if (entry != null && isBelieved(entry, place, source)) {
      return entry.picture();
    }
    byte[] bytes = PictureDecoder.bytes(file);
    byte[] hash = PictureDecoding.hash(bytes);
    Picture picture =
        entry != null && Arrays.equals(hash, entry.hash())
            ? entry.picture()
            : decoding.picture(file, bytes);
    store(place, new CacheEntry(bytes.length, source.lastModifiedTime(), hash, picture));
    return picture;
  }

  @Override
  public byte[] hash(Path file) throws IOException {
    Path place = place(file);
    CacheEntry entry = CacheEntry.read(place);
    return entry != null && isBelieved(entry, place, attributes(file))
        ? entry.hash()
        : decoding.hash(file);
  }

  /** Where the entry of a file lies. */
  Path place(Path file) {
    String key =
        String.join(
            "\n",
            file.toAbsolutePath().normalize().toString(),
            "shorter side " + decoding.shorterSide(),
            "channels " + decoding.channels());
    byte[] hash = PictureDecoding.hash(key.getBytes(StandardCharsets.UTF_8));
    String name = HexFormat.of().formatHex(hash);
    return folder.resolve(name.substring(0, FAN_OUT_DIGITS)).resolve(name);
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new DataFileException(file, "no such file", e);
    }
  }

  /** An entry that is gone by now is not believed: the folder may be deleted at any time. */
  static boolean isBelieved(CacheEntry entry, Path place, BasicFileAttributes source) {
    FileTime modified = source.lastModifiedTime();
    if (entry.size() != source.size() || !entry.modified().equals(modified)) {
      return false;
    }
    try {
      return modified.toInstant().plus(STEP).isBefore(Files.getLastModifiedTime(place).toInstant());
    } catch (IOException e) {
      return false;
    }
  }

  private void store(Path place, CacheEntry entry) {
    Path temporary =
        place.resolveSibling(
            place.getFileName()
                + ("." + ProcessHandle.current().pid())
                + ("-" + Thread.currentThread().threadId() + ".tmp"));
    try {
      Files.createDirectories(place.getParent());
      Files.write(temporary, entry.bytes());
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn("{}: cannot keep decoded pictures here ({})", folder, e.toString());
        LOG.debug("pictures are decoded again at each reading", e);
      }
      deleteQuietly(temporary);
    }
  }

  private static void deleteQuietly(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      LOG.debug("{} stays behind", temporary, e);
    }
  }
}
