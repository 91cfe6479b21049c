package dev.alq.data;

import dev.alq.container.Hashes;
import dev.alq.dataset.Picture;
import dev.alq.dataset.Resampler;
import dev.alq.dataset.Transform;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Decodes a file at each reading.
 *
 * @param shorterSide pictures whose shorter side is longer are shrunk to it
 * @param channels 1 for gray, 3 for colour
 */
record PictureDecoding(int shorterSide, int channels) implements PictureStore {

  /** A strip of more than this length per width would explode when its short side is enlarged. */
  private static final int MAX_PROPORTION = 64;

  @Override
  public Picture picture(Path file) throws IOException {
    return picture(file, PictureDecoder.bytes(file));
  }

  @Override
  public byte[] hash(Path file) throws IOException {
    return hash(PictureDecoder.bytes(file));
  }

  /** The hash of a file's bytes. */
  static byte[] hash(byte[] bytes) {
    return Hashes.newDigest().digest(bytes);
  }

  /** Decodes a file's bytes. */
  Picture picture(Path file, byte[] bytes) throws DataFileException {
    Picture picture = PictureDecoder.decode(file, bytes, this::shrunk);
    long shorter = Math.min(picture.height(), picture.width());
    if (Math.max(picture.height(), picture.width()) > MAX_PROPORTION * shorter) {
      throw new DataFileException(
          file,
          picture.width()
              + (" by " + picture.height() + " pixels: one side is more than ")
              + (MAX_PROPORTION + " times the other"));
    }
    return picture;
  }

  private Picture shrunk(PixelRows rows) {
    int height = rows.height();
    int width = rows.width();
    if (Math.min(height, width) > shorterSide) {
      Transform.Resize resize = new Transform.Resize(shorterSide);
      height = resize.scaled(rows.height(), rows.width());
      width = resize.scaled(rows.width(), rows.height());
    }
    return Picture.of(height, width, channels, Resampler.resize(rows, channels, height, width));
  }
}
