package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JpegInksTest {

  private static final int SIDE = 16;

  @TempDir Path folder;

  /** A JPEG file of four components as they are given, without any marker of Adobe's. */
  private static byte[] fourComponents(int... levels) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, SIDE, SIDE, 4, null);
    for (int p = 0; p < SIDE * SIDE; p++) {
      raster.setPixel(p % SIDE, p / SIDE, levels);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Puts Adobe's marker behind the first one. */
  private static byte[] withTransform(byte[] jpeg, int transform) {
    return ByteBuffer.allocate(jpeg.length + 16)
        .put(jpeg, 0, 2)
        .putShort((short) 0xFFEE)
        .putShort((short) 14)
        .put("Adobe".getBytes(StandardCharsets.US_ASCII))
        .put(new byte[] {0, 100, 0, 0, 0, 0, (byte) transform})
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private void assertColour(byte[] jpeg, double red, double green, double blue) throws IOException {
    Path file = folder.resolve("inks.jpg");
    Files.write(file, jpeg);
    Preprocessing plain =
        new Preprocessing(
            SIDE,
            SIDE,
            new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f)),
            List.of("any"));
    float[] input = ImageFile.read(file).input(plain);
    for (int p = 0; p < SIDE * SIDE; p++) {
      assertEquals(red, 255 * input[3 * p], 2.5);
      assertEquals(green, 255 * input[3 * p + 1], 2.5);
      assertEquals(blue, 255 * input[3 * p + 2], 2.5);
    }
  }

  @Test
  void inksAreInverted() throws IOException {
    byte[] jpeg = fourComponents(200, 100, 50, 220);
    double black = 220 / 255.0;
    assertEquals(JpegInks.CMYK, JpegInks.of(jpeg));
    assertColour(jpeg, 200 * black, 100 * black, 50 * black);
    byte[] marked = withTransform(jpeg, 0);
    assertEquals(JpegInks.CMYK, JpegInks.of(marked));
    assertColour(marked, 200 * black, 100 * black, 50 * black);
  }

  @Test
  void transformedInksAreTransformedBack() throws IOException {
    double[] inks = {200, 100, 50};
    double[] light = {255 - inks[0], 255 - inks[1], 255 - inks[2]};
    double luminance = 0.299 * light[0] + 0.587 * light[1] + 0.114 * light[2];
    double blue = (light[2] - luminance) / 1.772 + 128;
    double red = (light[0] - luminance) / 1.402 + 128;
    byte[] jpeg =
        withTransform(
            fourComponents(
                (int) Math.round(luminance), (int) Math.round(blue), (int) Math.round(red), 220),
            2);
    double black = 220 / 255.0;
    assertEquals(JpegInks.YCCK, JpegInks.of(jpeg));
    assertColour(jpeg, inks[0] * black, inks[1] * black, inks[2] * black);
  }

  @Test
  void otherFilesHaveNoInks() throws IOException {
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    BufferedImage colour = new BufferedImage(3, 3, BufferedImage.TYPE_3BYTE_BGR);
    ImageIO.write(colour, "jpeg", jpeg);
    assertEquals(JpegInks.NONE, JpegInks.of(jpeg.toByteArray()));
    byte[] four = fourComponents(1, 2, 3, 4);
    for (int length = 0; length < 60; length++) {
      JpegInks.of(Arrays.copyOf(four, length)); // ends, and throws nothing
    }
    assertEquals(JpegInks.NONE, JpegInks.of(new byte[0]));
    assertEquals(JpegInks.NONE, JpegInks.of(new byte[100]));
  }
}
