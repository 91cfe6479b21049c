package dev.alq.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a picture says about itself before it is decoded: enough to refuse it at no cost. Nothing of
 * it is known to be true until the picture has been decoded.
 *
 * @param format how the picture is stored
 * @param width columns, 1 or more
 * @param height rows, 1 or more
 */
public record PictureHeader(Format format, int width, int height) {

  /** How pictures are stored. */
  public enum Format {
    /** Without loss; gray, palette or colour, with opacity or without. */
    PNG,
    /** Photographs. */
    JPEG,
    /** Plain pixels. */
    BMP,
    /** A palette of at most 256 colours. */
    GIF
  }

  /**
   * Looks at the first bytes of a picture.
   *
   * @param name what messages call the picture
   * @param content the whole file; not modified
   * @return what it says; empty if the bytes are those of no {@link Format}
   * @throws DataFileException if the header is damaged or cut off
   */
  public static Optional<PictureHeader> read(Path name, byte[] content) throws DataFileException {
    return PictureDecoder.header(name, content);
  }

  /**
   * The size of the picture.
   *
   * @return columns times rows
   */
  public long pixels() {
    return (long) width * height;
  }
}
