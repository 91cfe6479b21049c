package dev.alq.data;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, BMP and GIF files and believes none of them: sizes are checked before memory
 * is taken, all decoders of the process together hold no more than the largest picture's pixels,
 * and what a reader merely warns of, such as a file that is cut off, is damage.
 */
final class PictureDecoder {

  /** The largest picture that is decoded, in pixels. */
  static final int MAX_PIXELS = 64_000_000;

  /**
   * The longest side, which is JPEG's own: rows are read one at a time, in buffers that would take
   * more memory than the picture if it were a single row.
   */
  static final int MAX_SIDE = 65_535;

  /** The largest file that is read. */
  static final long MAX_BYTES = 1L << 29;

  /**
   * The most passes over a picture that a JPEG file may demand; programs write about ten. A pass
   * costs a file a few bytes and its reader the time for all pixels.
   */
  private static final int MAX_SCANS = 32;

  /** How warnings end that do not concern pixels, but thumbnails. */
  private static final String IGNORED = "ignored";

  /** Pixels that may be decoded at once; fair, so that a large picture has its turn. */
  private static final Semaphore PIXELS = new Semaphore(MAX_PIXELS, true);

  private PictureDecoder() {}

  /**
   * Reads a file for {@link #decode}.
   *
   * @param file a regular file
   * @return its bytes
   * @throws DataFileException if the file is missing or too large
   * @throws IOException if the file cannot be read
   */
  static byte[] bytes(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DataFileException(file, "no such file");
    }
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new DataFileException(file, size + " bytes, more than " + MAX_BYTES);
    }
    return Files.readAllBytes(file);
  }

  /** What is made of a decoded picture before its memory is free for the next one. */
  @FunctionalInterface
  interface Use<T> {
    /** Makes something of the rows, which are valid until it returns. */
    T of(PixelRows rows);
  }

  /**
   * Looks at a picture without decoding it.
   *
   * @param file where the bytes come from, for messages
   * @param bytes the whole file; not modified
   * @return what the picture says about itself; empty if it is none
   * @throws DataFileException if that is damaged or cut off
   */
  static Optional<PictureHeader> header(Path file, byte[] bytes) throws DataFileException {
    Optional<ImageReader> found = reader(bytes);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    ImageReader reader = found.get();
    try {
      return Optional.of(header(reader));
    } catch (IOException | RuntimeException e) { // readers answer damage with both
      throw damaged(file, e);
    } finally {
      reader.dispose();
    }
  }

  /**
   * Decodes a picture.
   *
   * @param file where the bytes come from, for messages
   * @param bytes the whole file; not modified
   * @param use what to make of the picture
   * @return what was made of it
   * @throws DataFileException if the bytes are not a picture, damaged, cut off, larger than {@link
   *     #MAX_PIXELS}, longer than {@link #MAX_SIDE}, or neither gray nor colour of three components
   *     nor CMYK
   */
  static <T> T decode(Path file, byte[] bytes, Use<T> use) throws DataFileException {
    if (BmpCompression.embedsAnotherFormat(bytes)) {
      throw new DataFileException(file, "a BMP picture that holds a JPEG or PNG file");
    }
    PictureHeader header = header(file, bytes).orElseThrow(() -> unknown(file));
    int pixels = pixels(file, header, bytes);
    PIXELS.acquireUninterruptibly(pixels);
    try {
      return use.of(new PixelRows(image(file, ColourProfiles.hidden(bytes))));
    } finally {
      PIXELS.release(pixels);
    }
  }

  private static DataFileException unknown(Path file) {
    return new DataFileException(file, "not a PNG, JPEG, BMP or GIF picture");
  }

  private static BufferedImage image(Path file, byte[] bytes) throws DataFileException {
    ImageReader reader = reader(bytes).orElseThrow(() -> unknown(file));
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((_, warning) -> {
      if (!warning.endsWith(IGNORED)) {
        warnings.add(warning);
      }
    });
    BufferedImage image;
    try {
      image = image(reader, bytes);
    } catch (IOException | RuntimeException e) {
      throw damaged(file, e);
    } finally {
      reader.dispose();
    }
    if (!warnings.isEmpty()) {
      throw new DataFileException(file, "damaged picture (" + warnings.getFirst() + ")");
    }
    if (!PixelRows.supports(image)) {
      throw new DataFileException(file, "neither gray nor colour of three components");
    }
    return image;
  }

  /**
   * What is said of a picture whose reader failed.
   *
   * @throws VirtualMachineError if that is why it failed: some readers wrap whatever is thrown
   */
  static DataFileException damaged(Path file, Exception e) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof VirtualMachineError error) {
        throw error;
      }
    }
    return new DataFileException(
        file, "damaged or unsupported picture (" + e.getMessage() + ")", e);
  }

  /** A reader whose input is set, if the bytes are those of a known format. */
  private static Optional<ImageReader> reader(byte[] bytes) {
    ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (formatOf(reader).isPresent()) {
        // Without metadata: compressed profiles and texts in it can be bombs, and nobody reads
        // them.
        reader.setInput(stream, true, true);
        return Optional.of(reader);
      }
      reader.dispose();
    }
    return Optional.empty();
  }

  private static Optional<PictureHeader.Format> formatOf(ImageReader reader) {
    for (String name : reader.getOriginatingProvider().getFormatNames()) {
      for (PictureHeader.Format format : PictureHeader.Format.values()) {
        if (format.name().equalsIgnoreCase(name)) {
          return Optional.of(format);
        }
      }
    }
    return Optional.empty();
  }

  private static PictureHeader header(ImageReader reader) throws IOException {
    return new PictureHeader(
        formatOf(reader).orElseThrow(), reader.getWidth(0), reader.getHeight(0));
  }

  private static int pixels(Path file, PictureHeader header, byte[] bytes)
      throws DataFileException {
    if (header.pixels() > MAX_PIXELS) {
      throw new DataFileException(
          file, header.width() + " by " + header.height() + " pixels, more than " + MAX_PIXELS);
    }
    if (Math.max(header.width(), header.height()) > MAX_SIDE) {
      throw new DataFileException(
          file,
          header.width()
              + (" by " + header.height())
              + (" pixels, a side of more than " + MAX_SIDE));
    }
    int scans = JpegMarkers.scans(bytes);
    if (scans > MAX_SCANS) {
      throw new DataFileException(file, scans + " passes over the picture, more than " + MAX_SCANS);
    }
    return (int) header.pixels();
  }

  private static BufferedImage image(ImageReader reader, byte[] bytes) throws IOException {
    JpegInks inks = JpegInks.of(bytes);
    if (inks == JpegInks.NONE) {
      return reader.read(0);
    }
    Raster raster = reader.readRaster(0, null);
    BufferedImage image =
        new BufferedImage(raster.getWidth(), raster.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
    inks.toColours(raster, image.getRaster());
    return image;
  }
}
