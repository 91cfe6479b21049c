package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

class JpegMarkersTest {

  /** Noise, so that the entropy-coded data holds stuffed bytes. */
  static byte[] jpeg(int type, int progression) throws IOException {
    BufferedImage image = new BufferedImage(64, 48, type);
    SplittableRandom random = new SplittableRandom(1);
    for (int p = 0; p < 64 * 48; p++) {
      image.setRGB(p % 64, p / 64, random.nextInt());
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setProgressiveMode(progression);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** The encoder's own scripts: one scan, or those of its standard progression. */
  @Test
  void scansAreThoseThatTheEncoderWrote() throws IOException {
    int gray = BufferedImage.TYPE_BYTE_GRAY;
    int colour = BufferedImage.TYPE_INT_RGB;
    assertEquals(1, JpegMarkers.scans(jpeg(gray, ImageWriteParam.MODE_DISABLED)));
    assertEquals(1, JpegMarkers.scans(jpeg(colour, ImageWriteParam.MODE_DISABLED)));
    assertEquals(6, JpegMarkers.scans(jpeg(gray, ImageWriteParam.MODE_DEFAULT)));
    assertEquals(10, JpegMarkers.scans(jpeg(colour, ImageWriteParam.MODE_DEFAULT)));
  }

  @Test
  void anythingElseEndsTheWalk() {
    assertEquals(0, scans());
    assertEquals(0, scans(0xFF));
    assertEquals(0, scans(0x89, 'P', 'N', 'G', 0xFF, 0xDA, 0, 2));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xDA));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xDA, 0));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xDA, 0, 1, 0, 0));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xDA, 0, 3));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xDA, 0, 2));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xD9, 0xFF));
    assertEquals(1, scans(0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xD9, 0xFF, 0xD8, 0xFF, 0xDA, 0, 2));
    assertEquals(0, scans(0xFF, 0xD8, 0xFF, 0xE1, 0, 6, 0xFF, 0xDA, 0, 2));
  }

  /** What lies between is no segment: a decoder looks for the bytes of the next start alone. */
  @Test
  void thePictureMayStandBehindTables() {
    assertEquals(1, scans(0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xD8, 0xFF, 0xDA, 0, 2));
    assertEquals(
        1, scans(0xFF, 0xD8, 0xFF, 0xD9, 0xFF, 0xE0, 0, 9, 0xFF, 0xFF, 0xD8, 0xFF, 0xDA, 0, 2));
  }

  @Test
  void fillBytesStuffingAndRestartsAreNoSegments() {
    assertEquals(1, scans(0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xDA, 0, 2));
    assertEquals(
        2,
        scans(
            0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 7, 0xFF, 0, 0xFF, 0xD3, 9, 0xFF, 1, 0xFF, 0xDA, 0, 2, 5));
  }

  private static int scans(int... levels) {
    byte[] bytes = new byte[levels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) levels[i];
    }
    return JpegMarkers.scans(bytes);
  }
}
