package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileImageFileTest {

  private static final int WIDTH_OFFSET = 16;
  private static final int HEADER_CHUNK = 12;
  private static final int HEADER_CHUNK_LENGTH = 17;

  /** Checksums and the end chunk of a PNG file: behind the last pixel, and not read. */
  private static final int TRAILER = 20;

  @TempDir Path folder;

  private static byte[] picture(String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY);
    SplittableRandom random = new SplittableRandom(1);
    for (int p = 0; p < 600; p++) {
      image.getRaster().setSample(p % 30, p / 30, 0, random.nextInt(256));
    }
    assertTrue(ImageIO.write(image, format, bytes), format);
    return bytes.toByteArray();
  }

  private void assertRefused(byte[] content, String words) throws IOException {
    Path file = folder.resolve("picture.png");
    Files.write(file, content);
    DataFileException refusal =
        assertThrows(DataFileException.class, () -> ImageFile.read(file), words);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.startsWith(file + ": "), message);
    assertTrue(message.contains(words), message);
  }

  @Test
  void whatIsNoPictureIsRefused() throws IOException {
    String words = "not a PNG, JPEG, BMP or GIF picture";
    assertRefused(new byte[0], words);
    assertRefused("hello, world".getBytes(StandardCharsets.UTF_8), words);
    assertRefused(picture("tiff"), words);
    assertRefused(Arrays.copyOf(picture("png"), 7), words);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("missing.png");
    DataFileException refusal = assertThrows(DataFileException.class, () -> ImageFile.read(file));
    assertEquals(file + ": no such file", refusal.getMessage());
    assertThrows(DataFileException.class, () -> ImageFile.read(folder));
  }

  @Test
  void truncatedAndDamagedPicturesAreRefused() throws IOException {
    byte[] png = picture("png");
    for (int length = 8; length < png.length - TRAILER; length++) {
      assertRefused(Arrays.copyOf(png, length), "damaged");
    }
    assertRefused(Arrays.copyOf(picture("gif"), 10), "damaged");
    assertRefused(Arrays.copyOf(picture("bmp"), 40), "damaged");
  }

  @Test
  void aJpegThatIsCutOffAnywhereIsRefused() throws IOException {
    byte[] jpeg = picture("jpeg");
    for (int length = 20; length < jpeg.length; length += 7) {
      assertRefused(Arrays.copyOf(jpeg, length), "picture");
    }
  }

  @Test
  void aJpegThatLiesAboutItsSizeIsRefusedBeforeDecoding() throws IOException {
    byte[] jpeg = picture("jpeg");
    int frame = 2;
    while (jpeg[frame + 1] != (byte) 0xC0) {
      frame += 2 + ByteBuffer.wrap(jpeg).getShort(frame + 2);
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 60_000).putShort(frame + 7, (short) 60_000);
    assertRefused(jpeg, "60000 by 60000 pixels, more than 64000000");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 900).putShort(frame + 7, (short) 900);
    assertRefused(jpeg, "damaged picture");
  }

  @Test
  void absurdSizesAreRefusedBeforeDecoding() throws IOException {
    for (int side : new int[] {8001, 1 << 20, Integer.MAX_VALUE}) {
      ByteBuffer png = ByteBuffer.wrap(picture("png"));
      png.putInt(WIDTH_OFFSET, side).putInt(WIDTH_OFFSET + Integer.BYTES, side);
      CRC32 checksum = new CRC32();
      checksum.update(png.array(), HEADER_CHUNK, HEADER_CHUNK_LENGTH);
      png.putInt(HEADER_CHUNK + HEADER_CHUNK_LENGTH, (int) checksum.getValue());
      assertRefused(png.array(), side + " by " + side + " pixels, more than 64000000");
    }
  }

  /** The decoder of the platform would make room for as many bytes as the header names. */
  @Test
  void aBmpThatHoldsAnotherFileIsRefusedBeforeDecoding() throws IOException {
    for (int compression : new int[] {4, 5}) {
      ByteBuffer bmp = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
      bmp.put((byte) 'B').put((byte) 'M').putInt(128).putInt(0).putInt(54);
      bmp.putInt(40).putInt(8).putInt(8).putShort((short) 1).putShort((short) 24);
      bmp.putInt(compression).putInt(0x7ffffff0);
      assertRefused(bmp.array(), "a BMP picture that holds a JPEG or PNG file");
    }
    Path file = folder.resolve("plain.bmp");
    assertEquals(30, ImageFile.read(Files.write(file, picture("bmp"))).width());
  }

  /** Ten bytes per pass would keep a decoder busy for minutes. */
  @Test
  void aJpegOfCountlessPassesIsRefusedBeforeDecoding() throws IOException {
    byte[] jpeg = JpegMarkersTest.jpeg(BufferedImage.TYPE_BYTE_GRAY, ImageWriteParam.MODE_DEFAULT);
    int last = jpeg.length - 2; // in front of the end marker
    byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 63, 63, 0};
    ByteBuffer bomb = ByteBuffer.allocate(jpeg.length + 1000 * scan.length);
    bomb.put(jpeg, 0, last);
    for (int i = 0; i < 1000; i++) {
      bomb.put(scan);
    }
    bomb.put(jpeg, last, 2);
    assertRefused(bomb.array(), "1006 passes over the picture, more than 32");
    Path file = folder.resolve("progressive.jpg");
    assertEquals(64, ImageFile.read(Files.write(file, jpeg)).width());
  }

  /**
   * Decoders take tables that stand alone in front for no picture, and the next one for the first.
   */
  @Test
  void passesAreCountedBehindTablesThatStandAlone() throws IOException {
    byte[] jpeg = JpegMarkersTest.jpeg(BufferedImage.TYPE_BYTE_GRAY, ImageWriteParam.MODE_DEFAULT);
    byte[] scan = {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, 1, 0, 63, 63, 0};
    ByteBuffer bomb = ByteBuffer.allocate(4 + jpeg.length + 40 * scan.length);
    bomb.putInt(0xFFD8FFD9).put(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 40; i++) {
      bomb.put(scan);
    }
    bomb.put(jpeg, jpeg.length - 2, 2);
    assertRefused(bomb.array(), "46 passes over the picture, more than 32");
    byte[] harmless = ByteBuffer.allocate(4 + jpeg.length).putInt(0xFFD8FFD9).put(jpeg).array();
    assertEquals(64, ImageFile.decode(Path.of("posted"), harmless).width());
  }

  /** A row of so many pixels would take more memory than a picture that is allowed. */
  @Test
  void endlessRowsAreRefusedBeforeDecoding() throws IOException {
    ByteBuffer png = ByteBuffer.wrap(picture("png"));
    png.putInt(WIDTH_OFFSET, 65_536).putInt(WIDTH_OFFSET + Integer.BYTES, 1);
    CRC32 checksum = new CRC32();
    checksum.update(png.array(), HEADER_CHUNK, HEADER_CHUNK_LENGTH);
    png.putInt(HEADER_CHUNK + HEADER_CHUNK_LENGTH, (int) checksum.getValue());
    assertRefused(png.array(), "65536 by 1 pixels, a side of more than 65535");
  }

  /** The platform's PNG reader wraps whatever is thrown while it reads. */
  @Test
  void aLackOfMemoryIsNoDamage() {
    Path name = Path.of("posted");
    OutOfMemoryError lack = new OutOfMemoryError("heap");
    IOException wrapped = new IOException("Caught exception during read", lack);
    assertSame(
        lack, assertThrows(OutOfMemoryError.class, () -> PictureDecoder.damaged(name, wrapped)));
    String message = PictureDecoder.damaged(name, new IOException("bad")).getMessage();
    assertEquals("posted: damaged or unsupported picture (bad)", message);
  }

  @Test
  void whatFailsWithADecodedPictureIsNoDamageEither() throws IOException {
    byte[] png = picture("png");
    IllegalStateException failure = new IllegalStateException("the caller's");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () ->
                PictureDecoder.decode(
                    Path.of("posted"),
                    png,
                    _ -> {
                      throw failure;
                    })));
  }

  @Test
  void headersAreReadWithoutThePixels() throws IOException {
    Path name = Path.of("posted");
    for (PictureHeader.Format format : PictureHeader.Format.values()) {
      byte[] whole = picture(format.name());
      byte[] cut = Arrays.copyOf(whole, whole.length * 9 / 10);
      PictureHeader expected = new PictureHeader(format, 30, 20);
      assertEquals(Optional.of(expected), PictureHeader.read(name, cut));
    }
    assertEquals(600, new PictureHeader(PictureHeader.Format.PNG, 30, 20).pixels());
    assertEquals(Optional.empty(), PictureHeader.read(name, new byte[0]));
    assertEquals(Optional.empty(), PictureHeader.read(name, picture("tiff")));
    byte[] torn = Arrays.copyOf(picture("png"), 20);
    DataFileException refusal =
        assertThrows(DataFileException.class, () -> PictureHeader.read(name, torn));
    assertTrue(String.valueOf(refusal.getMessage()).startsWith("posted: damaged"));
  }

  @Test
  void picturesInMemoryAreThoseInFiles() throws IOException {
    byte[] png = picture("png");
    Preprocessing plain =
        new Preprocessing(20, 30, new Normalization(List.of(0f), List.of(1f)), List.of("any"));
    Path file = Files.write(folder.resolve("picture.png"), png);
    float[] expected = ImageFile.read(file).input(plain);
    assertArrayEquals(expected, ImageFile.decode(Path.of("posted"), png).input(plain));
  }
}
